//! Where a client is: the clinic that shared the link.

use crate::link::ClinicId;

/// A clinic as clients know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clinic {
    /// Its number, which links carry.
    pub id: ClinicId,
    /// Its name as shown to clients.
    pub name: String,
    /// IANA name of its time zone.
    pub zone: Option<String>,
    /// The number to talk to a person.
    pub phone: Option<String>,
    /// Country code (ISO 3166, two letters): decides the emergency number.
    pub country: Option<String>,
}
