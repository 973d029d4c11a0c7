//! The page that asks for the password again before what matters most (R-SEC-03). Which requests those
//! are says `rights`. A form that was sent is kept in the page and goes on with it; whoever wanted to
//! see something goes there afterwards. Nothing typed is lost, and nothing needs a script.

use std::net::IpAddr;

use askama::Template;
use axum::body::Bytes;
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::Response;
use plausch_core::Personal;
use plausch_core::site::Lang;
use url::form_urlencoded;

use super::{Failure, Page, Reader, show_as};
use crate::app::{App, Error, sign_in};
use crate::http::client;

/// The fields of the page's own, beside those that it carries.
const PASSWORD: &str = "again-password";
const CODE: &str = "again-code";

/// What is asked, and what is waiting for it.
#[derive(Debug, Clone)]
pub struct Again {
    /// Where the form goes.
    action: String,
    /// What was sent, or where to go.
    fields: Personal<Vec<(String, String)>>,
    /// Where somebody goes who would rather not.
    back: String,
    csrf: String,
    mail: Personal<String>,
    wants_code: bool,
    problem: Option<Problem>,
}

/// Why it is asked once more.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) enum Problem {
    /// Password or code: which one is not said.
    Wrong,
    /// Too many attempts; so many seconds.
    TooMany(u64),
}

/// The fields of a form, in their order.
pub(super) type Fields = Vec<(String, String)>;

/// Asks for the password before this request, which carries these fields.
pub(super) fn ask(
    reader: &Reader,
    parts: &Parts,
    fields: Fields,
    problem: Option<Problem>,
) -> Failure {
    let here = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    if parts.method == Method::POST {
        let back = here.split('/').take(3).collect::<Vec<_>>().join("/");
        return failure(reader, here.to_owned(), fields, back, problem);
    }
    ask_before(reader, here, problem)
}

/// Asks for the password before somebody goes to a page or takes a file along.
pub(in crate::http) fn ask_before(reader: &Reader, to: &str, problem: Option<Problem>) -> Failure {
    let path = to.split('?').next().unwrap_or(to);
    // The page on which the file is offered.
    let back = path.rsplit_once('.').map_or(path, |(page, _)| page).to_owned();
    let fields = vec![("to".to_owned(), to.to_owned())];
    failure(reader, "/account/password-again".to_owned(), fields, back, problem)
}

fn failure(
    reader: &Reader,
    action: String,
    mut fields: Fields,
    back: String,
    problem: Option<Problem>,
) -> Failure {
    fields.retain(|(name, _)| name != "csrf" && name != PASSWORD && name != CODE);
    Failure::PasswordAgain(Box::new(Again {
        action,
        fields: Personal::new(fields),
        back,
        csrf: reader.csrf.clone(),
        mail: reader.who.agent.mail.clone(),
        wants_code: reader.has_second_factor,
        problem,
    }))
}

/// A form has come to where the password is needed: with it, or it is asked for. Gives the form as it
/// was sent first.
pub(super) async fn form(
    app: &App,
    reader: &mut Reader,
    parts: &Parts,
    bytes: &Bytes,
) -> Result<Bytes, Failure> {
    let fields: Fields = form_urlencoded::parse(bytes).into_owned().collect();
    let said = |name: &str| {
        let said = fields.iter().find(|(known, _)| known == name);
        said.map(|(_, text)| Personal::new(text.clone()))
    };
    let Some(password) = said(PASSWORD) else { return Err(ask(reader, parts, fields, None)) };
    let code = said(CODE).unwrap_or_else(|| Personal::new(String::new()));
    let given = give(app, reader, client::address(app, parts), &password, &code).await?;
    if let Some(problem) = given {
        return Err(ask(reader, parts, fields, Some(problem)));
    }
    reader.is_fresh = true;
    let kept = fields.iter().filter(|(name, _)| name != PASSWORD && name != CODE);
    let mut form = form_urlencoded::Serializer::new(String::new());
    Ok(form.extend_pairs(kept).finish().into())
}

/// Gives password and code; `None`: they are right.
pub(in crate::http) async fn give(
    app: &App,
    reader: &Reader,
    address: IpAddr,
    password: &Personal<String>,
    code: &Personal<String>,
) -> Result<Option<Problem>, Failure> {
    match sign_in::give_password_again(app, reader.inside(address), password, code).await {
        Ok(true) => Ok(None),
        Ok(false) => Ok(Some(Problem::Wrong)),
        Err(Error::TooMany { retry_after }) => Ok(Some(Problem::TooMany(retry_after))),
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "password_again.html")]
struct AgainPage<'a> {
    page: Page<'a>,
    again: &'a Again,
    problem: Option<String>,
}

impl AgainPage<'_> {
    fn fields(&self) -> &[(String, String)] {
        self.again.fields.reveal()
    }

    fn mail(&self) -> &str {
        self.again.mail.reveal()
    }
}

impl Again {
    /// Is a file waiting? A browser that takes one along stays where it is.
    fn is_a_file(&self) -> bool {
        let to = self.fields.reveal().iter().find(|(name, _)| name == "to");
        to.is_some_and(|(_, to)| to.rsplit('/').next().is_some_and(|file| file.contains('.')))
    }

    /// The page, in the reader's language.
    pub(super) fn page(&self, app: &App, lang: Lang) -> Result<Response, Failure> {
        let page = Page::for_anybody(app, lang, self.back.clone());
        let problem = self.problem.map(|problem| match problem {
            Problem::Wrong => page.t.say("again-wrong").into_owned(),
            Problem::TooMany(seconds) => {
                page.t.say_with("sign-in-too-often", "seconds", seconds.to_string())
            }
        });
        let status = Failure::PasswordAgain(Box::new(self.clone())).status();
        show_as(status, &AgainPage { page, again: self, problem })
    }
}
