//! What is done to a request: each a form of its page, which comes again afterwards.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::response::Response;
use plausch_core::Personal;
use plausch_core::id::{ConversationId, EntryId, RequestId};
use plausch_core::request::Telling;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::services::go;
use super::id;
use crate::app::request::{self, carry, find, ledger, release};
use crate::app::{App, Error, SignedIn};
use crate::http::page::{Failure, Posted, Reader};

type Answer = Result<Response, Failure>;

/// A form of a request's page. Rights are asked for first: a form with mistakes must not tell more than
/// one without.
pub(super) struct Asked<F> {
    app: Arc<App>,
    reader: Reader,
    id: RequestId,
    form: F,
}

impl<F: DeserializeOwned + Send> FromRequest<Arc<App>> for Asked<F> {
    type Rejection = Failure;

    async fn from_request(asked: Request, app: &Arc<App>) -> Result<Self, Failure> {
        let (mut parts, body) = asked.into_parts();
        let path = Path::<String>::from_request_parts(&mut parts, app).await;
        let Path(of) = path.map_err(|_| Failure::App(Error::NotFound))?;
        let form = Posted::from_request(Request::from_parts(parts, body), app).await?;
        let Posted { reader, form } = form;
        let id = id(&of)?;
        request::may_work(app, &reader.who, &id).await?;
        Ok(Self { app: Arc::clone(app), reader, id, form })
    }
}

impl<F> Asked<F> {
    const fn who(&self) -> &SignedIn {
        &self.reader.who
    }

    /// Back to the page, where it was.
    fn back(&self, to: &str) -> Response {
        go(&format!("/admin/requests/{}#{to}", self.id))
    }
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// A sentence: how, or why.
#[derive(Deserialize)]
pub(super) struct Sentence {
    #[serde(default = "empty")]
    text: Personal<String>,
}

fn empty() -> Personal<String> {
    String::new().into()
}

/// A conversation of the request.
#[derive(Deserialize)]
pub(super) struct Of {
    #[serde(default)]
    conversation: String,
}

fn conversation(text: &str) -> Result<ConversationId, Failure> {
    ConversationId::parse(text).map_err(|_| Failure::App(Error::Invalid("conversation")))
}

/// `POST …/question`
pub(super) async fn ask_identity(asked: Asked<Nothing>) -> Answer {
    request::ask_identity(&asked.app, asked.who(), &asked.id).await?;
    Ok(asked.back("identity"))
}

/// `POST …/identity`
pub(super) async fn note_identity(asked: Asked<Sentence>) -> Answer {
    request::note_identity(&asked.app, asked.who(), &asked.id, &asked.form.text).await?;
    Ok(asked.back("identity"))
}

#[derive(Deserialize)]
pub(super) struct Belongs {
    #[serde(default)]
    conversation: String,
    #[serde(default)]
    belongs: String,
}

/// `POST …/conversations`: one belongs to it, or does not.
pub(super) async fn belongs(asked: Asked<Belongs>) -> Answer {
    let (of, does) = (conversation(&asked.form.conversation)?, asked.form.belongs == "true");
    find::belongs(&asked.app, asked.who(), &asked.id, &of, does).await?;
    Ok(asked.back("conversations"))
}

/// `POST …/collection`: everything is collected, to be looked through.
pub(super) async fn collect(asked: Asked<Nothing>) -> Answer {
    release::begin(&asked.app, asked.who(), &asked.id).await?;
    Ok(go(&format!("/admin/requests/{}/review", asked.id)))
}

/// `POST …/erasure`
pub(super) async fn erase(asked: Asked<Of>) -> Answer {
    let of = conversation(&asked.form.conversation)?;
    carry::erase(&asked.app, asked.who(), &asked.id, &of).await?;
    Ok(asked.back("conversations"))
}

/// `POST …/restriction`
pub(super) async fn restrict(asked: Asked<Of>) -> Answer {
    let of = conversation(&asked.form.conversation)?;
    carry::restrict(&asked.app, asked.who(), &asked.id, &of).await?;
    Ok(asked.back("conversations"))
}

/// `POST …/objection`
pub(super) async fn object(asked: Asked<Of>) -> Answer {
    let of = conversation(&asked.form.conversation)?;
    carry::object(&asked.app, asked.who(), &asked.id, &of).await?;
    Ok(asked.back("conversations"))
}

/// `POST …/withdrawal`
pub(super) async fn withdraw(asked: Asked<Of>) -> Answer {
    let of = conversation(&asked.form.conversation)?;
    carry::withdraw(&asked.app, asked.who(), &asked.id, &of).await?;
    Ok(asked.back("conversations"))
}

#[derive(Deserialize)]
pub(super) struct Lifting {
    #[serde(default)]
    conversation: String,
    #[serde(default = "empty")]
    text: Personal<String>,
}

/// `POST …/lifting`
pub(super) async fn lift(asked: Asked<Lifting>) -> Answer {
    let of = conversation(&asked.form.conversation)?;
    carry::lift(&asked.app, asked.who(), &asked.id, &of, &asked.form.text).await?;
    Ok(asked.back("conversations"))
}

#[derive(Deserialize)]
pub(super) struct Right {
    #[serde(default)]
    conversation: String,
    #[serde(default = "empty")]
    name: Personal<String>,
    #[serde(default = "empty")]
    mail: Personal<String>,
    #[serde(default = "empty")]
    phone: Personal<String>,
}

/// `POST …/rectification`
pub(super) async fn rectify(asked: Asked<Right>) -> Answer {
    let (of, form) = (conversation(&asked.form.conversation)?, &asked.form);
    let [name, mail, phone] = [&form.name, &form.mail, &form.phone].map(Clone::clone);
    let right = carry::Right { name, mail, phone };
    carry::rectify(&asked.app, asked.who(), &asked.id, &of, right).await?;
    Ok(asked.back("conversations"))
}

/// What is right about a message.
#[derive(Deserialize)]
pub(super) struct Note {
    #[serde(default)]
    conversation: String,
    #[serde(default)]
    seq: String,
    #[serde(default = "empty")]
    text: Personal<String>,
}

/// `POST …/annotation`: a note beneath a message.
pub(super) async fn annotate(asked: Asked<Note>) -> Answer {
    let of = conversation(&asked.form.conversation)?;
    let seq = asked.form.seq.parse().map_err(|_| Error::Invalid("seq"))?;
    let note = (seq, &asked.form.text);
    carry::annotate(&asked.app, asked.who(), &asked.id, &of, note).await?;
    Ok(go(&format!("/admin/requests/{}/messages#{of}-{seq}", asked.id)))
}

#[derive(Deserialize)]
pub(super) struct Recipient {
    #[serde(default)]
    what: String,
    #[serde(default = "empty")]
    recipient: Personal<String>,
}

/// `POST …/recipients`
pub(super) async fn add_recipient(asked: Asked<Recipient>) -> Answer {
    let what = Telling::parse(&asked.form.what).ok_or(Error::Invalid("what"))?;
    ledger::add(&asked.app, asked.who(), &asked.id, what, &asked.form.recipient).await?;
    Ok(asked.back("ledger"))
}

#[derive(Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    line: String,
    #[serde(default = "empty")]
    text: Personal<String>,
}

/// `POST …/told`
pub(super) async fn told(asked: Asked<Told>) -> Answer {
    let line = EntryId::parse(&asked.form.line).map_err(|_| Error::Invalid("line"))?;
    ledger::told(&asked.app, asked.who(), &asked.id, &line, &asked.form.text).await?;
    Ok(asked.back("ledger"))
}

/// `POST …/extension`
pub(super) async fn extend(asked: Asked<Sentence>) -> Answer {
    request::extend(&asked.app, asked.who(), &asked.id, &asked.form.text).await?;
    Ok(asked.back("end"))
}

/// `POST …/refusal`
pub(super) async fn refuse(asked: Asked<Sentence>) -> Answer {
    request::refuse(&asked.app, asked.who(), &asked.id, &asked.form.text).await?;
    Ok(asked.back("end"))
}

/// `POST …/answer`: the person has the answer.
pub(super) async fn finish(asked: Asked<Nothing>) -> Answer {
    request::finish(&asked.app, asked.who(), &asked.id).await?;
    Ok(asked.back("end"))
}

/// `POST …/reopening`
pub(super) async fn reopen(asked: Asked<Sentence>) -> Answer {
    request::reopen(&asked.app, asked.who(), &asked.id, &asked.form.text).await?;
    Ok(asked.back("end"))
}
