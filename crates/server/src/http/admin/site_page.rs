//! A site's page: its settings as a form, each field with its help and what is wrong with it.

use std::sync::Arc;

use askama::Template;
use plausch_core::site::{Field, Lang, Lifetime, Mode, PrivacyMode, Site};

use super::field::{self, TextField};
use super::material::Material;
use super::site_form::SiteForm;
use super::site_privacy::{self, Switch};
use super::snippets::{self, Snippet};
use crate::http::page::Page;

#[derive(Template)]
#[template(path = "admin/site.html")]
pub(super) struct SitePage<'a> {
    pub(super) page: Page<'a>,
    pub(super) form: SiteForm,
    /// `None`: a new one.
    pub(super) site: Option<Arc<Site>>,
    pub(super) problems: Vec<Field>,
    pub(super) id_problem: Option<String>,
    pub(super) is_saved: bool,
    /// What visitors would have to be told; nothing is saved yet.
    pub(super) material: Option<Material>,
    pub(super) snippets: Option<Vec<Snippet>>,
}

/// One of several to choose from.
struct Choice {
    name: &'static str,
    value: &'static str,
    label: String,
    help: String,
    is_chosen: bool,
}

impl SitePage<'_> {
    fn title(&self) -> String {
        match &self.site {
            Some(site) => site.settings.name.clone(),
            None => self.page.t.say("new-site").into_owned(),
        }
    }

    /// What is wrong, in the order of the page.
    fn summary(&self) -> Vec<(String, String)> {
        let t = self.page.t;
        let group = |field, place: &str, label, problem| {
            let problem = self.problem(field, &t.say(problem));
            problem.map(|problem| (place.to_owned(), format!("{}: {problem}", t.say(label))))
        };
        let languages = group(Field::Languages, "languages", "site-languages", "problem-languages");
        let children = group(Field::Children, "children", "site-audience", "problem-children");
        let alternatives =
            group(Field::Alternatives, "alternatives", "site-alternatives", "problem-alternatives");
        field::summary(self.basics())
            .into_iter()
            .chain(languages)
            .chain(children)
            .chain(field::summary(self.periods()))
            .chain(field::summary([self.own_details()]))
            .chain(field::summary(self.duties()))
            .chain(alternatives)
            .chain(field::summary(self.alternatives()))
            .collect()
    }

    fn has_problem_languages(&self) -> bool {
        self.problems.contains(&Field::Languages)
    }

    fn has_problem_children(&self) -> bool {
        self.problems.contains(&Field::Children)
    }

    fn has_problem_alternatives(&self) -> bool {
        self.problems.contains(&Field::Alternatives)
    }

    fn problem(&self, field: Field, text: &str) -> Option<String> {
        self.problems.contains(&field).then(|| text.to_owned())
    }

    fn basics(&self) -> Vec<TextField> {
        let (t, form) = (self.page.t, &self.form);
        let mut fields = Vec::new();
        if self.site.is_none() {
            fields.push(TextField {
                help: Some(t.say("site-id-help").into_owned()),
                problem: self.id_problem.clone(),
                ..field("id", &t.say("site-id"), &form.id)
            });
        }
        fields.push(TextField {
            help: Some(t.say("site-name-help").into_owned()),
            problem: self.problem(Field::Name, &t.say("problem-name")),
            ..field("name", &t.say("site-name"), &form.name)
        });
        fields.push(TextField {
            kind: "url",
            help: Some(t.say("site-address-help").into_owned()),
            problem: self.problem(Field::Address, &t.say("problem-address")),
            ..field("address", &t.say("site-address"), &form.address)
        });
        fields.push(TextField {
            is_long: true,
            help: Some(t.say("site-origins-help").into_owned()),
            problem: self.problem(Field::Origins, &t.say("problem-origins")),
            ..field("origins", &t.say("site-origins"), &form.origins)
        });
        fields
    }

    fn periods(&self) -> [TextField; 2] {
        let (t, form) = (self.page.t, &self.form);
        let number = |field, problem, help: String| TextField {
            kind: "number",
            problem: self.problem(problem, &t.say("problem-number")),
            help: Some(help),
            ..field
        };
        let mut fields = [
            number(
                field("idle_hours", &t.say("site-idle-hours"), &form.idle_hours),
                Field::IdleHours,
                t.say("site-idle-hours-help").into_owned(),
            ),
            number(
                field("remember_days", &t.say("site-remember-days"), &form.remember_days),
                Field::RememberDays,
                t.say("site-remember-days-help").into_owned(),
            ),
        ];
        let days = form.remember_days.trim().parse::<i64>();
        if form.privacy().mode == PrivacyMode::NoPersist && days.is_ok_and(|days| days > 0) {
            let problem = &mut fields[1].problem;
            *problem = problem.take().map(|_| t.say("problem-remember-not-kept").into_owned());
        }
        fields
    }

    fn duties(&self) -> [TextField; 4] {
        let (t, form) = (self.page.t, &self.form);
        let address = |field, problem| TextField {
            kind: "url",
            problem: self.problem(problem, &t.say("problem-address")),
            ..field
        };
        [
            TextField {
                is_long: true,
                help: Some(t.say("site-controller-help").into_owned()),
                problem: self.problem(Field::Controller, &t.say("problem-controller")),
                ..field("controller", &t.say("site-controller"), &form.controller)
            },
            TextField {
                is_optional: true,
                help: Some(t.say("site-officer-help").into_owned()),
                ..field("officer", &t.say("site-officer"), &form.officer)
            },
            address(
                field("privacy_url", &t.say("site-privacy"), &form.privacy_url),
                Field::PrivacyUrl,
            ),
            address(
                field("imprint_url", &t.say("site-imprint"), &form.imprint_url),
                Field::ImprintUrl,
            ),
        ]
    }

    fn alternatives(&self) -> [TextField; 2] {
        let (t, form) = (self.page.t, &self.form);
        [
            TextField {
                kind: "email",
                problem: self.problem(Field::Mail, &t.say("problem-mail")),
                ..field("mail", &t.say("site-mail"), &form.mail)
            },
            TextField { kind: "tel", ..field("phone", &t.say("site-phone"), &form.phone) },
        ]
    }

    fn languages(&self) -> [Choice; 2] {
        let language = |name, lang, is_chosen| Choice {
            name,
            value: "on",
            label: snippets::language(self.page.t, lang),
            help: String::new(),
            is_chosen,
        };
        [
            language("lang_de", Lang::De, self.form.lang_de.is_some()),
            language("lang_en", Lang::En, self.form.lang_en.is_some()),
        ]
    }

    fn first_languages(&self) -> [Choice; 2] {
        Lang::ALL.map(|lang| Choice {
            name: "first_lang",
            value: lang.as_str(),
            label: snippets::language(self.page.t, lang),
            help: String::new(),
            is_chosen: self.form.first_lang == lang.as_str(),
        })
    }

    fn modes(&self) -> [Choice; 2] {
        let t = self.page.t;
        let mode = |mode: Mode, label: String, help: String| Choice {
            name: "mode",
            value: mode.as_str(),
            label,
            help,
            is_chosen: self.form.mode == mode.as_str(),
        };
        [
            mode(
                Mode::Consent,
                format!("{} ({})", t.say("mode-consent"), t.say("recommended")),
                t.say("mode-consent-help").into_owned(),
            ),
            mode(
                Mode::OnRequest,
                t.say("mode-on-request").into_owned(),
                t.say("mode-on-request-help").into_owned(),
            ),
        ]
    }

    fn privacy_modes(&self) -> [Choice; 3] {
        let t = self.page.t;
        let chosen = self.form.privacy().mode;
        let mode = |mode: PrivacyMode, label: String, help: String| Choice {
            name: "privacy_mode",
            value: mode.as_str(),
            label,
            help,
            is_chosen: mode == chosen,
        };
        [
            mode(
                PrivacyMode::Mask,
                t.say("privacy-mask").into_owned(),
                t.say("privacy-mask-help").into_owned(),
            ),
            mode(
                PrivacyMode::NoPersist,
                t.say("privacy-no-persist").into_owned(),
                t.say("privacy-no-persist-help").into_owned(),
            ),
            mode(
                PrivacyMode::Off,
                t.say("privacy-off").into_owned(),
                t.say("privacy-off-help").into_owned(),
            ),
        ]
    }

    fn privacy_switches(&self) -> Vec<Switch> {
        site_privacy::switches(self.page.t, &self.form.privacy())
    }

    fn own_details(&self) -> TextField {
        let t = self.page.t;
        TextField {
            is_long: true,
            is_optional: true,
            help: Some(t.say("site-own-details-help").into_owned()),
            problem: self.problem(Field::OwnDetails, &t.say("problem-own-details")),
            ..field(site_privacy::OWN, &t.say("site-own-details"), self.form.own_details())
        }
    }

    fn lifetimes(&self) -> [Choice; 2] {
        let t = self.page.t;
        let lifetime = |lifetime: Lifetime, label: String, help: String| Choice {
            name: "lifetime",
            value: lifetime.as_str(),
            label,
            help,
            is_chosen: self.form.lifetime == lifetime.as_str(),
        };
        [
            lifetime(
                Lifetime::Session,
                t.say("lifetime-session").into_owned(),
                t.say("lifetime-session-help").into_owned(),
            ),
            lifetime(
                Lifetime::Memory,
                t.say("lifetime-memory").into_owned(),
                t.say("lifetime-memory-help").into_owned(),
            ),
        ]
    }
}

/// A plain field, to be made more of.
fn field(name: &'static str, label: &str, value: &str) -> TextField {
    TextField::new(name, label, value)
}
