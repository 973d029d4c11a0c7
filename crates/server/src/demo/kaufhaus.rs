//! The Kaufhaus: a site whose registry asks for consent, so that there is a banner. What it uses
//! stands in `demo/kaufhaus/registry.toml`; the services are stand-ins that the shop itself serves.

use plausch_core::id::SiteId;
use plausch_core::registry::Registry;
use plausch_core::site::{Mode, Settings, Site};

use super::settings;
use crate::app::{App, Error, registry, site};

const REGISTRY: &str = include_str!("../../demo/kaufhaus/registry.toml");

/// Adds the site and publishes its registry.
pub(super) async fn prepare(app: &App, shop: &str) -> Result<(), Error> {
    let id = SiteId::parse("kaufhaus").map_err(|_| Error::Invalid("site"))?;
    let of = Settings {
        name: "Kaufhaus".into(),
        privacy_url: format!("{shop}/kaufhaus/datenschutz"),
        imprint_url: format!("{shop}/kaufhaus/impressum"),
        ..settings(shop, Mode::Consent)
    };
    site::put_at_start(app, Site { id: id.clone(), settings: of }).await?;
    registry::put_at_start(app, &id, read(shop)?).await
}

fn read(shop: &str) -> Result<Registry, Error> {
    toml::from_str(&REGISTRY.replace("{{shop}}", shop))
        .map_err(|error| Error::Internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use plausch_core::site::Lang;

    use super::*;

    #[test]
    fn the_registry_can_be_published_with_three_purposes_of_two_services_each() {
        let registry = read("http://localhost:8090").unwrap();
        assert_eq!(registry.problems(&[Lang::De, Lang::En]), []);
        let of = |purpose| registry.asked().filter(|one| &one.purpose == purpose).count();
        assert_eq!(registry.purposes.iter().map(|one| of(&one.id)).collect::<Vec<_>>(), [2, 2, 2]);
    }
}
