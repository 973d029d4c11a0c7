//! Forms: who sent them, and whether they are from a page of ours.
//!
//! Three walls against requests that another website makes its visitors' browsers send: the cookie
//! is `SameSite=Strict`, every form of a session carries its token, and browsers say themselves
//! where a request comes from (`Sec-Fetch-Site`). `Origin` is no help here: with
//! `Referrer-Policy: no-referrer` browsers send `null` for forms.

use std::sync::Arc;

use axum::Form;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Failure, Reader, again, who};
use crate::app::{App, Error, session};

/// A form from a page of this session.
pub struct Posted<T> {
    /// Who sent it.
    pub reader: Reader,
    /// What it says.
    pub form: T,
}

/// A form from a page of ours that needs no session.
pub struct FromHere<T>(pub T);

#[derive(Deserialize)]
struct Proof {
    #[serde(default)]
    csrf: String,
}

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Posted<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let mut reader = who::known(&parts, app).await?;
        if !is_from_here(&parts.headers) {
            return Err(Failure::NotFromHere);
        }
        let head = parts.clone();
        let bytes = Bytes::from_request(Request::from_parts(parts, body), app).await;
        let bytes = bytes.map_err(|_| Failure::App(Error::TooLarge))?;
        // Read twice: what proves the form, and what it says.
        let again = Request::from_parts(head.clone(), Body::from(bytes.clone()));
        let Form(proof) = Form::<Proof>::from_request(again, app).await.map_err(unreadable)?;
        if !session::is_csrf_token(app, &reader.secret, &proof.csrf) {
            return Err(Failure::NotFromHere);
        }
        let bytes = if reader.is_asked_again(&head) {
            again::form(app, &mut reader, &head, &bytes).await?
        } else {
            bytes
        };
        let request = Request::from_parts(head, Body::from(bytes));
        let Form(form) = Form::<T>::from_request(request, app).await.map_err(unreadable)?;
        Ok(Self { reader, form })
    }
}

impl<T: DeserializeOwned> FromRequest<Arc<App>> for FromHere<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Failure> {
        if !is_from_here(request.headers()) {
            return Err(Failure::NotFromHere);
        }
        let Form(form) = Form::<T>::from_request(request, app).await.map_err(unreadable)?;
        Ok(Self(form))
    }
}

fn unreadable(_: axum::extract::rejection::FormRejection) -> Failure {
    Failure::App(Error::Invalid("form"))
}

/// Does the browser say that the request is from a page of ours? One that does not say it (too
/// old, or not over TLS) sends no `Secure` cookie over plain HTTP either.
fn is_from_here(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .is_none_or(|site| site.as_bytes() == b"same-origin" || site.as_bytes() == b"none")
}
