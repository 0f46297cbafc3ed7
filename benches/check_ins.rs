//! What check-ins cost when there are many: `cargo bench --bench check_ins`. Prints figures, judges nothing.
//!
//! The database files (1.4 GB) are made once in `target/tmp` and used again.

#[path = "support/figures.rs"]
mod figures;
#[path = "support/fill.rs"]
mod fill;
#[path = "check_ins/measure.rs"]
mod measure;
#[path = "check_ins/process.rs"]
mod process;

use self::{
    fill::Data,
    measure::{due_costs, visit_costs},
    process::{Server, idle_and_start},
};

#[tokio::main]
async fn main() {
    println!("clients and open check-ins that are not due; times are medians");
    for clients in [5_000, 50_000, 1_000_000] {
        let data = Data::made(clients).await;
        println!("\n{clients} clients, {} check-ins, {} MiB", clients * 2, data.mebibytes());
        due_costs(&data).await;
        visit_costs(&data).await;
        if clients == 1_000_000 {
            idle_and_start(&data, &Server::start().await).await;
        }
    }
}
