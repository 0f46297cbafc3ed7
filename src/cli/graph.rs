//! `aftercare graph`: the flow as a picture.

use std::io::Write;

use super::{Done, Usage, args::Picture};
use crate::{
    graph::{dot, flow, mermaid, svg},
    script::{Script, Words},
};

pub(super) fn graph(
    script: &Script,
    picture: Picture,
    language: &str,
    out: &mut impl Write,
) -> anyhow::Result<Done> {
    let codes: Vec<&str> = script.languages().iter().map(Words::code).collect();
    if !codes.contains(&language) {
        let known = codes.join(", ");
        return Err(Usage(format!(
            "there is no language \"{language}\" in the content; choose one of {known}"
        ))
        .into());
    }
    let flow = flow(script, language);
    let text = match picture {
        Picture::Mermaid => mermaid(&flow),
        Picture::Dot => dot(&flow),
        Picture::Svg => svg(&flow),
    };
    out.write_all(text.as_bytes())?;
    Ok(Done::Good)
}
