//! What a visitor's request says: ids, token, page, body. Whatever does not fit becomes a problem.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use plausch_core::id::{ConversationId, SiteId};
use plausch_core::visitor::Token;
use serde::de::DeserializeOwned;

use super::cors::Asking;
use crate::app::Error;
use crate::app::conversation::visitors::Visitor;
use crate::http::problem::Problem;

/// A JSON body, exactly as it is asked for.
pub(super) struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read: Result<Json<T>, JsonRejection> = Json::from_request(request, state).await;
        Ok(Self(read?.0))
    }
}

/// The site named in the address.
pub(super) struct InSite(pub SiteId);

impl<S: Send + Sync> FromRequestParts<S> for InSite {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let named = Path::<Named>::from_request_parts(parts, state).await;
        let named = named.map_err(|_| Problem::from(Error::NotFound))?;
        SiteId::parse(&named.site).map(Self).map_err(|_| Error::NotFound.into())
    }
}

#[derive(serde::Deserialize)]
struct Named {
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
        let token = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
        Token::parse(token.ok_or_else(missing)?).map(Self).map_err(|_| Error::TokenInvalid.into())
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
