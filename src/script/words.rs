//! The words of one language: Fluent messages, turned into [`Rich`] text.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::OnceLock,
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::ast;

use super::{
    Lessons,
    check::Issue,
    phrases::{Phrases, Ready},
    rich::{self, Rich},
};

/// Longest value of a text variable, in UTF-16 units; longer ones (names, mostly) are cut.
pub const VARIABLE_UNITS_MAX: usize = 64;

/// Longest value of the variable of this name: a clock, a weekday ("on Wednesday") and a moment ("on 28 September
/// about 14:30") are shorter.
fn units_max(variable: &str) -> usize {
    match variable {
        "time" => 5,
        "weekday" => 20,
        "when" | "first" | "second" => 40,
        _ => VARIABLE_UNITS_MAX,
    }
}
/// What stands around the name of a message that says its own name.
pub const NAME_MARKS: [char; 2] = ['⟨', '⟩'];

/// A value for a variable of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text, e.g. a name; shown as it is, never read as markup.
    Text(String),
    /// A number, so that plural forms work.
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// Every message of one language.
pub struct Words {
    code: String,
    bundle: FluentBundle<FluentResource>,
    /// The messages with the variables each uses.
    used: BTreeMap<String, BTreeSet<String>>,
    /// The messages that are nothing but text, as they are shown: most of what is said.
    plain: HashMap<String, Rich>,
    phrases: Phrases,
    /// The phrases, ready to be looked for.
    pub(crate) ready: OnceLock<Ready>,
    lessons: Lessons,
}

impl Words {
    /// Reads the `.ftl` files of one language.
    pub(super) fn read<'a>(
        code: &str,
        files: impl Iterator<Item = (&'a str, &'a str)>,
        phrases: Phrases,
        lessons: Lessons,
        issues: &mut Vec<Issue>,
    ) -> Option<Self> {
        let Ok(locale) = code.parse::<unic_langid::LanguageIdentifier>() else {
            issues.push(Issue::new(
                code,
                "the folder",
                "its name is not a language code",
                "name it like \"en\" or \"pt-BR\"",
            ));
            return None;
        };
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Without this, every variable would be wrapped in invisible direction marks.
        bundle.set_use_isolating(false);
        let mut used = BTreeMap::new();
        for (path, text) in files {
            let resource = match FluentResource::try_new(text.to_owned()) {
                Ok(resource) => resource,
                Err((resource, errors)) => {
                    for error in errors {
                        issues.push(Issue::new(
                            path,
                            &format!("line {}", line_of(text, error.pos.start)),
                            &format!("cannot be read: {}", error.kind),
                            "compare it with the messages beside it: each begins at the left edge with `name = text`, and no further line of a text begins with *, [ or .",
                        ));
                    }
                    resource
                }
            };
            for entry in resource.entries() {
                if let ast::Entry::Message(message) = entry {
                    let mut variables = BTreeSet::new();
                    if let Some(pattern) = &message.value {
                        variables_in(pattern, &mut variables);
                    }
                    if used.insert(message.id.name.to_owned(), variables).is_some() {
                        issues.push(Issue::new(
                            path,
                            message.id.name,
                            "the message stands twice in this language",
                            "remove one of the two",
                        ));
                    }
                }
            }
            bundle.add_resource_overriding(resource);
        }
        let plain = used.keys().filter_map(|name| Some((name.clone(), plain(&bundle, name)?))).collect();
        Some(Self { code: code.to_owned(), bundle, used, plain, phrases, ready: OnceLock::new(), lessons })
    }

    /// The language code, e.g. `en`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// How people type answers in this language.
    #[must_use]
    pub fn phrases(&self) -> &Phrases {
        &self.phrases
    }

    /// How people write in this language, and what was learnt from it.
    #[must_use]
    pub fn lessons(&self) -> &Lessons {
        &self.lessons
    }

    /// Whether there is a message of this name.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.used.contains_key(key)
    }

    /// The message `key` if it is nothing but text: without variables and without other messages in it.
    #[must_use]
    pub fn plain(&self, key: &str) -> Option<&Rich> {
        self.plain.get(key)
    }

    /// Every message with the variables it uses.
    pub(super) fn used(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.used
    }

    /// The names of all messages.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.used.keys().map(String::as_str)
    }

    /// The greatest length that a message can have, in UTF-16 units; 0 if it has no text.
    #[must_use]
    pub fn units_max(&self, key: &str) -> usize {
        let variables: Vec<&str> = self.used.get(key).into_iter().flatten().map(String::as_str).collect();
        self.rehearse(key, &variables).map_or(0, |rehearsal| rehearsal.units)
    }

    /// The same language, but every message says its own name between [`NAME_MARKS`]: so that whoever explores the
    /// conversation sees which messages were said, whatever they say.
    pub(super) fn named(&mut self) {
        let [open, close] = NAME_MARKS;
        let named: Vec<String> = self.names().map(|name| format!("{name} = {open}{name}{close}")).collect();
        let resource = FluentResource::try_new(named.join("\n")).unwrap_or_else(|(resource, _)| resource);
        let mut bundle = FluentBundle::new_concurrent(self.bundle.locales.clone());
        bundle.add_resource_overriding(resource);
        self.bundle = bundle;
        self.plain.clear();
    }

    /// What becomes of a message with the longest and with several numeric values of its variables; `None` if
    /// it has no text.
    pub(super) fn rehearse(&self, key: &str, variables: &[&str]) -> Option<Rehearsal> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut rehearsal = Rehearsal::default();
        for number in [None, Some(1), Some(100)] {
            let value = |name: &str| {
                number.map_or_else(|| FluentValue::from("W".repeat(units_max(name))), FluentValue::from)
            };
            let args: FluentArgs = variables.iter().map(|name| (*name, value(name))).collect();
            let mut errors = Vec::new();
            let marked = self.bundle.format_pattern(pattern, Some(&args), &mut errors);
            rehearsal.faults.extend(errors.iter().map(ToString::to_string));
            rehearsal.open_bold |= marked.matches("**").count() % 2 == 1;
            rehearsal.units = rehearsal.units.max(Rich::from_marked(&marked).len());
        }
        (rehearsal.units > 0).then_some(rehearsal)
    }

    /// The message `key` with its variables filled in. A missing message, which a checked script cannot
    /// have, gives an empty text.
    #[must_use]
    pub fn say(&self, key: &str, variables: &[(&str, Value)]) -> Rich {
        if let Some(plain) = self.plain(key) {
            return plain.clone();
        }
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return Rich::default();
        };
        let mut args = FluentArgs::with_capacity(variables.len());
        for (name, value) in variables {
            args.set(
                *name,
                match value {
                    Value::Text(text) => FluentValue::String(rich::guard(text, units_max(name)).into()),
                    Value::Number(number) => FluentValue::from(*number),
                },
            );
        }
        let marked = self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new());
        Rich::from_marked(&marked)
    }
}

/// How a message comes out; for `check`.
#[derive(Default)]
pub(super) struct Rehearsal {
    /// What could not be resolved in it.
    pub(super) faults: BTreeSet<String>,
    /// Whether a `**` has no partner.
    pub(super) open_bold: bool,
    /// Its greatest length in UTF-16 units.
    pub(super) units: usize,
}

/// A message that consists of text alone, however it is written.
fn plain(bundle: &FluentBundle<FluentResource>, key: &str) -> Option<Rich> {
    let pattern = bundle.get_message(key)?.value()?;
    let is_text =
        |element: &ast::PatternElement<&str>| matches!(element, ast::PatternElement::TextElement { .. });
    let marked = pattern
        .elements
        .iter()
        .all(is_text)
        .then(|| bundle.format_pattern(pattern, None, &mut Vec::new()))?;
    Some(Rich::from_marked(&marked))
}

fn line_of(text: &str, position: usize) -> usize {
    text.as_bytes().iter().take(position).filter(|b| **b == b'\n').count() + 1
}

fn variables_in(pattern: &ast::Pattern<&str>, into: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            variables_in_expression(expression, into);
        }
    }
}

fn variables_in_expression(expression: &ast::Expression<&str>, into: &mut BTreeSet<String>) {
    match expression {
        ast::Expression::Inline(inline) => variables_in_inline(inline, into),
        ast::Expression::Select { selector, variants } => {
            variables_in_inline(selector, into);
            for variant in variants {
                variables_in(&variant.value, into);
            }
        }
    }
}

fn variables_in_inline(inline: &ast::InlineExpression<&str>, into: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            into.insert(id.name.to_owned());
        }
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                variables_in_inline(argument, into);
            }
        }
        ast::InlineExpression::Placeable { expression } => {
            variables_in_expression(expression, into);
        }
        _ => {}
    }
}
