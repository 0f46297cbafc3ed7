//! `aftercare clinic`: the clinics that share links.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{
    Done,
    args::{About, ClinicCommand},
    content, data,
};
use crate::{config::Config, engine::Clinic, link::ClinicId, store::Store};

pub(super) async fn clinic(config: &Config, command: ClinicCommand) -> anyhow::Result<Done> {
    let store = data::open(config, false).await?;
    let done = perform(&store, config, command, &mut io::stdout()).await;
    store.close().await;
    done.map(|()| Done::Good)
}

async fn perform(
    store: &impl Store,
    config: &Config,
    command: ClinicCommand,
    out: &mut (impl Write + Send),
) -> anyhow::Result<()> {
    match command {
        ClinicCommand::Add { name, about } => add(store, config, name, about, out).await,
        ClinicCommand::List { json } => list(&store.clinics().await?, json, out),
        ClinicCommand::Show { clinic, json } => show(&data::clinic(store, &clinic).await?, json, out),
        ClinicCommand::Edit { clinic, name, about, no_zone, no_phone, no_country } => {
            warn_of_country(config, about.country.as_deref())?;
            let old = data::clinic(store, &clinic).await?;
            let changed = Clinic {
                id: old.id,
                name: name.unwrap_or(old.name),
                zone: about.zone.or(old.zone.filter(|_| !no_zone)),
                phone: about.phone.or(old.phone.filter(|_| !no_phone)),
                country: about.country.or(old.country.filter(|_| !no_country)),
            };
            store.put_clinic(&changed).await?;
            show(&changed, false, out)
        }
        ClinicCommand::Remove { clinic } => remove(store, &data::clinic(store, &clinic).await?).await,
    }
}

async fn add(
    store: &impl Store,
    config: &Config,
    name: String,
    about: About,
    out: &mut (impl Write + Send),
) -> anyhow::Result<()> {
    warn_of_country(config, about.country.as_deref())?;
    if let Some(same) = store.clinics().await?.into_iter().find(|clinic| clinic.name == name) {
        eprintln!("aftercare: warning: clinic {} has the same name; call them by number", same.id.0);
    }
    let About { zone, phone, country } = about;
    let clinic = Clinic { id: ClinicId(0), name, zone, phone, country };
    let ClinicId(number) = store.put_clinic(&clinic).await?;
    writeln!(out, "{number}")?;
    eprintln!(
        "aftercare: clinic {number} was added; make its link with: aftercare link {number} --qr clinic.svg"
    );
    Ok(())
}

async fn remove(store: &impl Store, clinic: &Clinic) -> anyhow::Result<()> {
    store.remove_clinic(clinic.id).await?;
    eprintln!(
        "aftercare: clinic {} ({}) was removed. Links and QR codes that are already out still open the bot; it \
         treats them as links of a clinic that it does not know: no name, phone number, time zone or country.",
        clinic.id.0, clinic.name
    );
    Ok(())
}

fn list(clinics: &[Clinic], json: bool, out: &mut impl Write) -> anyhow::Result<()> {
    if clinics.is_empty() {
        eprintln!("aftercare: there is no clinic yet; add one with: aftercare clinic add NAME");
    }
    for clinic in clinics {
        if json {
            writeln!(out, "{}", as_json(clinic))?;
        } else {
            let about = [&clinic.zone, &clinic.country, &clinic.phone];
            let about: Vec<_> = about.into_iter().flatten().map(String::as_str).collect();
            let gap = if about.is_empty() { "" } else { "  " };
            writeln!(out, "{:>4}  {}{gap}{}", clinic.id.0, clinic.name, about.join(", "))?;
        }
    }
    Ok(())
}

fn show(clinic: &Clinic, json: bool, out: &mut impl Write) -> anyhow::Result<()> {
    if json {
        writeln!(out, "{}", as_json(clinic))?;
        return Ok(());
    }
    let number = clinic.id.0.to_string();
    for (what, value) in [
        ("number", Some(&number)),
        ("name", Some(&clinic.name)),
        ("zone", clinic.zone.as_ref()),
        ("phone", clinic.phone.as_ref()),
        ("country", clinic.country.as_ref()),
    ] {
        writeln!(out, "{what:<8} {}", value.map_or("-", String::as_str))?;
    }
    Ok(())
}

fn as_json(clinic: &Clinic) -> Value {
    json!({
        "id": clinic.id.0,
        "name": clinic.name,
        "zone": clinic.zone,
        "phone": clinic.phone,
        "country": clinic.country,
    })
}

/// A country without an emergency number of its own is allowed, but the operator should know what its
/// clients will be told.
fn warn_of_country(config: &Config, country: Option<&str>) -> anyhow::Result<()> {
    let Some(country) = country else { return Ok(()) };
    let script = content::load(config)?;
    if !script.knows_country(country) {
        eprintln!(
            "aftercare: warning: no emergency number is known for {country}; clients will be told {}. Add it \
             to places.toml (--dialogues), or set AFTERCARE_EMERGENCY",
            script.emergency(Some(country)).unwrap_or("which number belongs where")
        );
    }
    Ok(())
}
