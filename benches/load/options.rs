//! What can be chosen on the command line.

/// The options, with their defaults.
pub(crate) struct Options {
    pub(crate) users: u32,
    pub(crate) seconds: u32,
    pub(crate) rounds: u32,
    pub(crate) check_ins: u32,
    pub(crate) clients: u32,
}

impl Options {
    /// # Panics
    /// If an option is unknown, or its value is no number.
    pub(crate) fn read(arguments: &[&str]) -> Self {
        let mut options = Self { users: 200, seconds: 10, rounds: 3, check_ins: 600, clients: 0 };
        let mut arguments = arguments.iter().copied();
        while let Some(name) = arguments.next() {
            let value = match name {
                // cargo says so to every benchmark.
                "--bench" => continue,
                "--users" => &mut options.users,
                "--seconds" => &mut options.seconds,
                "--rounds" => &mut options.rounds,
                "--check-ins" => &mut options.check_ins,
                "--clients" => &mut options.clients,
                _ => panic!("there is no option {name}; see the head of benches/load.rs"),
            };
            let given = arguments.next().and_then(|given| given.parse().ok());
            *value = given.unwrap_or_else(|| panic!("{name} needs a number"));
        }
        options
    }
}
