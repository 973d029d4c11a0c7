//! What a visitor's request says: ids, token, page, body. Whatever does not fit becomes a problem.

use std::marker::PhantomData;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use plausch_core::id::{ConversationId, SiteId};
use plausch_core::visitor::Token;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor as DeserializeVisitor};
use serde::{Deserialize, Deserializer};

use super::cors::Asking;
use crate::app::Error;
use crate::app::conversation::visitors::Visitor;
use crate::http::problem::Problem;

/// A JSON body, exactly as it is asked for.
pub(super) struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read: Result<Json<Object<T>>, JsonRejection> = Json::from_request(request, state).await;
        Ok(Self(read?.0.0))
    }
}

/// A JSON object: for serde alone, a list of the fields' values would do as well.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnlyObjects<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> DeserializeVisitor<'de> for OnlyObjects<T> {
            type Value = T;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }

        deserializer.deserialize_any(OnlyObjects(PhantomData)).map(Self)
    }
}

/// The site named in the address.
pub(super) struct InSite(pub SiteId);

impl<S: Send + Sync> FromRequestParts<S> for InSite {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Named(site): Named<InAddress> = Named::from_request_parts(parts, state).await?;
        SiteId::parse(&site.site).map(Self).map_err(|_| Error::NotFound.into())
    }
}

#[derive(Deserialize)]
struct InAddress {
    site: String,
}

/// The token in `Authorization: Bearer …`.
pub(super) struct Bearer(pub Token);

impl<S: Send + Sync> FromRequestParts<S> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let missing = || {
            let title = "This needs the token of the conversation.";
            Problem::new(StatusCode::UNAUTHORIZED, "token_missing", title)
        };
        let value = parts.headers.get(header::AUTHORIZATION).ok_or_else(missing)?;
        let (scheme, token) =
            value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or_else(missing)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(missing());
        }
        Token::parse(token).map(Self).map_err(|_| Error::TokenInvalid.into())
    }
}

/// The conversation named in the address, with the token and the page that asks. What is wrong
/// with either looks the same from outside.
impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Bearer(token) = Bearer::from_request_parts(parts, state).await?;
        let Path(id): Path<String> = Path::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::from(Error::TokenInvalid))?;
        let conversation = ConversationId::parse(&id).map_err(|_| Error::TokenInvalid)?;
        Ok(Self { conversation, token: token.hash(), origin: asking(parts).0 })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asking {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(asking(parts))
    }
}

fn asking(parts: &Parts) -> Asking {
    parts.extensions.get().cloned().unwrap_or(Asking(None))
}

/// Where a reader stands: `?after=5`; 0 when it says nothing.
pub(super) struct After(pub i64);

impl<S: Send + Sync> FromRequestParts<S> for After {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let named = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "after");
        let after = named.map_or(Ok(0), |(_, value)| value.parse::<i64>());
        let after = after.ok().filter(|after| *after >= 0);
        after.map(Self).ok_or_else(|| Problem::malformed("after must be a number."))
    }
}

/// Words in the address. What is not even text is nowhere to be found.
pub(super) struct Named<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let named = Path::<T>::from_request_parts(parts, state).await;
        named.map(|Path(named)| Self(named)).map_err(|_| Error::NotFound.into())
    }
}
