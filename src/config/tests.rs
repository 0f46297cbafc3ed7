//! The settings, value by value.

use super::*;

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn fault(name: &str, value: &str) -> String {
    let error = Config::from_values(&values(&[(name, value)])).expect_err(value).to_string();
    assert!(error.starts_with(name), "{error}");
    assert!(!error.contains(value), "the value may be secret: {error}");
    error
}

#[test]
fn nothing_set_gives_the_defaults_and_empty_counts_as_nothing() {
    let empty: Vec<_> = VARIABLES.iter().map(|name| (*name, "  ")).collect();
    for config in [Config::from_values(&values(&[])), Config::from_values(&values(&empty))] {
        let config = config.unwrap();
        assert!(config.token.is_none() && config.api_url.is_none() && config.dialogues.is_none());
        assert!(config.zone.is_none() && config.emergency.is_none());
        assert!(config.bot_name.is_none() && config.link_key.is_none());
        assert_eq!(config.database(), "sqlite://aftercare.db");
        assert_eq!((config.rate_all, config.rate_chat), (30, 1));
        assert_eq!((config.webhook_url, config.listen), (None, None));
        assert_eq!(config.log, "info");
    }
}

#[test]
fn good_values_are_taken() {
    let config = Config::from_values(&values(&[
        (TOKEN, " 123:ab_C-d "),
        (API_URL, "http://localhost:8081"),
        (DATABASE_URL, "sqlite::memory:"),
        (ZONE, "europe/berlin"),
        (EMERGENCY, "112"),
        (BOT_NAME, "@my_clinic_bot"),
        (LINK_KEY, "hush"),
        (RATE_ALL, "0"),
        (RATE_CHAT, "20"),
        (WEBHOOK_URL, "https://bot.example.org/a?b=c"),
        (LISTEN, "[::1]:8090"),
    ]))
    .unwrap();
    assert_eq!(config.token.unwrap().expose_secret(), "123:ab_C-d");
    assert_eq!(config.zone.unwrap().iana_name(), Some("Europe/Berlin"));
    assert_eq!(config.bot_name.unwrap().to_string(), "my_clinic_bot");
    assert!(config.link_key.is_some());
    assert_eq!((config.rate_all, config.rate_chat), (0, 20));
    assert_eq!(config.webhook_url.unwrap().as_str(), "https://bot.example.org/a?b=c");
    assert_eq!(config.listen.unwrap().port(), 8090);
}

#[test]
fn wrong_values_are_named_and_not_shown() {
    fault(TOKEN, "just-a-word");
    fault(TOKEN, "123:with/slash");
    fault(TOKEN, ":secret");
    fault(API_URL, "ftp://example.org");
    fault(API_URL, "localhost");
    fault(DATABASE_URL, "mysql://me:pw@host/db");
    fault(DATABASE_URL, "my-data.db");
    fault(ZONE, "Mars/Olympus");
    fault(EMERGENCY, "1\u{7}2");
    fault(BOT_NAME, "not a name");
    for wrong in ["http://bot.example.net/", "bot.example.net", "https://:443/", "https://me:pw@example.org/"]
    {
        fault(WEBHOOK_URL, wrong);
    }
    for wrong in ["localhost:8090", "10.0.0.1", ":7070", "127.0.0.1:99999"] {
        fault(LISTEN, wrong);
    }
    fault(RATE_ALL, "many");
    fault(RATE_CHAT, "-1");
}

#[test]
fn all_faults_are_named_at_once() {
    let error = Config::from_values(&values(&[(ZONE, "x"), (RATE_ALL, "x")])).unwrap_err().to_string();
    assert!(error.contains(ZONE) && error.contains(RATE_ALL), "{error}");
}

#[test]
fn another_server_may_have_tokens_of_its_own() {
    let pairs = [(TOKEN, "test"), (API_URL, "http://localhost:8081")];
    assert!(Config::from_values(&values(&pairs)).unwrap().token.is_some());
}

#[test]
fn secrets_are_not_printed() {
    let config = Config::from_values(&values(&[
        (TOKEN, "123:hush"),
        (DATABASE_URL, "sqlite://hush.db"),
        (LINK_KEY, "hush"),
    ]));
    let shown = format!("{:?}", config.unwrap());
    assert!(!shown.contains("hush"), "{shown}");
}
