//! The HTTP side on a real loopback port, with a stage that only notes what it is asked.

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::*;
use crate::{
    engine::{Button, Media},
    script::Rich,
};

/// Answers everything with a line that names the call.
#[derive(Default)]
struct Noting {
    view: View,
}

impl Noting {
    fn note(&mut self, call: &str) {
        let id = i64::try_from(self.view.messages.len()).unwrap() + 1;
        self.view.messages.push(Shown {
            id,
            from_bot: true,
            at: self.view.now.clone(),
            text: Rich::from_marked(call),
            media: (id == 1).then_some(Media::Voice),
            buttons: vec![vec![Button { label: "Yes".to_owned(), data: "q:yes".to_owned() }]],
            ..Shown::default()
        });
    }
}

impl Stage for Noting {
    async fn say(&mut self, text: String) {
        self.note(&format!("say **{text}**"));
    }
    async fn press(&mut self, message: i64, data: String) {
        self.note(&format!("press {message} {data}"));
    }
    async fn media(&mut self, kind: Media) {
        self.note(&format!("media {kind:?}"));
    }
    async fn advance(&mut self, by: SignedDuration) {
        self.view.now = &self.view.now + by;
        self.note(&format!("advance {by:?}"));
    }
    async fn to_next(&mut self) {
        self.note("next");
    }
    async fn restart(&mut self, language: Option<String>) {
        self.view = View { language: language.unwrap_or_default(), ..View::default() };
    }
    async fn view(&mut self) -> View {
        self.view.clone()
    }
}

/// A served preview; stops when it is dropped.
struct Served {
    url: String,
    client: Client,
    _stop: oneshot::Sender<()>,
}

impl Served {
    async fn start() -> Self {
        let preview = Preview::open(0).await.unwrap();
        let url = preview.url();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(preview.serve(Noting::default(), async {
            let _ = stopped.await;
        }));
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        Self { url, client, _stop: stop }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    async fn act(&self, action: &str, body: Value) -> Response {
        self.request(Method::POST, &format!("api/{action}")).json(&body).send().await.unwrap()
    }

    /// The last message after an action that must be accepted.
    async fn noted(&self, action: &str, body: Value) -> String {
        let response = self.act(action, body).await;
        assert_eq!(response.status(), StatusCode::OK, "{action}");
        let view: Value = response.json().await.unwrap();
        view["messages"].as_array().unwrap().last().unwrap()["text"]["text"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn the_page_is_served_and_may_talk_to_nobody_else() {
    let served = Served::start().await;
    let page = served.request(Method::GET, "").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.headers()["x-content-type-options"], "nosniff");
    assert_eq!(page.headers()["cache-control"], "no-store");
    assert!(page.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    assert!(page.text().await.unwrap().contains("not for real patients"));
}

#[tokio::test]
async fn every_action_reaches_the_stage_and_answers_with_the_view() {
    let served = Served::start().await;
    assert_eq!(served.noted("say", json!({ "text": "hello" })).await, "say hello");
    assert_eq!(served.noted("press", json!({ "message": 1, "data": "q:yes" })).await, "press 1 q:yes");
    assert_eq!(served.noted("media", json!({ "kind": "voice" })).await, "media Voice");
    assert_eq!(served.noted("advance", json!({ "minutes": 60 })).await, "advance 1h");
    assert_eq!(served.noted("next", json!({})).await, "next");
    let view: Value = served.act("restart", json!({ "language": "de" })).await.json().await.unwrap();
    assert_eq!((&view["language"], &view["messages"]), (&json!("de"), &json!([])));
}

#[tokio::test]
async fn the_view_is_what_the_page_reads() {
    let served = Served::start().await;
    served.act("say", json!({ "text": "hi" })).await;
    served.act("advance", json!({ "minutes": 90 })).await;
    let view: Value = served.request(Method::GET, "api/view").send().await.unwrap().json().await.unwrap();
    assert_eq!(view["now"], "1970-01-01T01:30:00+00:00[UTC]");
    assert_eq!(
        view["messages"][0],
        json!({
            "id": 1,
            "from_bot": true,
            "at": "1970-01-01T00:00:00+00:00[UTC]",
            "text": { "text": "say hi", "spans": [{ "start": 4, "len": 2, "style": "Bold" }] },
            "media": "voice",
            "buttons": [[{ "label": "Yes", "data": "q:yes" }]],
            "edited": false,
            "unasked": false,
        })
    );
    for list in ["languages", "openings", "commands", "plan", "notes"] {
        assert_eq!(view[list], json!([]), "{list}");
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_reaches_nobody() {
    let served = Served::start().await;
    for (action, body) in [
        ("say", "{"),
        ("say", "{}"),
        ("say", r#"{"text": " "}"#),
        ("say", r#"{"text": "a", "more": 1}"#),
        ("press", r#"{"message": "1", "data": ""}"#),
        ("media", r#"{"kind": "soup"}"#),
        ("advance", r#"{"minutes": 0}"#),
        ("advance", r#"{"minutes": -5}"#),
        ("advance", r#"{"minutes": 99999999}"#),
        ("next", "null"),
    ] {
        let request = served.request(Method::POST, &format!("api/{action}"));
        let response = request.header("content-type", "application/json").body(body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{action} {body}");
        assert!(response.json::<Value>().await.unwrap()["error"].is_string(), "{action} {body}");
    }
    let long = served.act("press", json!({ "message": 1, "data": "x".repeat(65) })).await;
    assert_eq!(long.status(), StatusCode::BAD_REQUEST);
    let huge = served.act("say", json!({ "text": "x".repeat(100_000) })).await;
    assert_eq!(huge.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let view: Value = served.request(Method::GET, "api/view").send().await.unwrap().json().await.unwrap();
    assert_eq!(view["messages"], json!([]));
}

#[tokio::test]
async fn a_refusal_does_not_repeat_what_was_typed() {
    let served = Served::start().await;
    let response = served.act("say", json!({ "text": 7, "secret": "headache" })).await;
    assert!(!response.text().await.unwrap().contains("headache"));
}

#[tokio::test]
async fn only_this_computer_under_its_own_name_is_served() {
    let served = Served::start().await;
    let status = async |path, host: &str| {
        served.request(Method::GET, path).header("host", host).send().await.unwrap().status()
    };
    for path in ["", "api/view", "nowhere"] {
        assert_eq!(status(path, "clinic.example").await, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(status("", "localhost:9000").await, StatusCode::OK);
    assert_eq!(status("", "[::1]:9000").await, StatusCode::OK);
}

#[tokio::test]
async fn only_its_own_page_may_act() {
    let served = Served::start().await;
    let own = served.url.trim_end_matches('/').to_owned();
    let say = async |header: &'static str, value: &str| {
        let request = served.request(Method::POST, "api/say").json(&json!({ "text": "hi" }));
        request.header(header, value).send().await.unwrap().status()
    };
    assert_eq!(say("origin", &own).await, StatusCode::OK);
    for other in ["https://clinic.example", "http://127.0.0.1:1", "null", &own.replace("http:", "https:")] {
        assert_eq!(say("origin", other).await, StatusCode::FORBIDDEN, "{other}");
    }
    assert_eq!(say("sec-fetch-site", "same-origin").await, StatusCode::OK);
    assert_eq!(say("sec-fetch-site", "cross-site").await, StatusCode::FORBIDDEN);
    let form = served.request(Method::POST, "api/say").header("content-type", "text/plain");
    let form = form.body(r#"{"text": "hi"}"#).send().await.unwrap();
    assert_eq!(form.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn unknown_paths_and_methods_are_told() {
    let served = Served::start().await;
    let nowhere = served.request(Method::GET, "favicon.ico").send().await.unwrap();
    assert_eq!(nowhere.status(), StatusCode::NOT_FOUND);
    assert_eq!(nowhere.headers()["x-content-type-options"], "nosniff");
    let read = served.request(Method::GET, "api/say").send().await.unwrap();
    assert_eq!(read.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_taken_port_is_told_with_another_to_try() {
    let first = Preview::open(0).await.unwrap();
    let port = first.address.port();
    let refused = Preview::open(port).await.err().unwrap();
    assert_eq!(refused.to_string(), format!("port {port} is taken; try --port {}", another(port)));
    assert_eq!((another(80), another(8080), another(u16::MAX)), (8080, 8081, 8080));
}

#[tokio::test]
async fn serving_ends_when_it_is_told_to() {
    let (address, told) = oneshot::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let ready = |url: &str| address.send(url.to_owned()).unwrap();
    let running = tokio::spawn(async move {
        serve(Noting::default(), 0, ready, async {
            let _ = stopped.await;
        })
        .await
    });
    assert!(told.await.unwrap().starts_with("http://127.0.0.1:"));
    stop.send(()).unwrap();
    assert!(running.await.unwrap().is_ok());
}
