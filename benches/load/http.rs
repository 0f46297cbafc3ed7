//! The generator's HTTP: one thread, requests read and answered by hand, connections kept. It must cost little, for
//! it shares the machine with the bot that is measured.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

use super::world::{Answer, World};

/// How long a poll is held while there is nothing.
const HOLD: Duration = Duration::from_secs(20);

/// A Bot API that stops with its last clone.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) url: String,
    world: Arc<Mutex<World>>,
    _server: Arc<Server>,
}

struct Server(tokio::task::JoinHandle<()>);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Api {
    pub(crate) async fn start(world: World) -> Self {
        let pushed = Arc::clone(&world.pushed);
        let world = Arc::new(Mutex::new(world));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        let server = tokio::spawn({
            let (world, pushed) = (Arc::clone(&world), Arc::clone(&pushed));
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let (world, pushed) = (Arc::clone(&world), Arc::clone(&pushed));
                    tokio::spawn(async move { connection(stream, &world, &pushed).await });
                }
            }
        });
        Self { url, world, _server: Arc::new(Server(server)) }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    /// Waits until something holds; looks again every few milliseconds.
    pub(crate) async fn until(&self, mut holds: impl FnMut(&mut World) -> bool) {
        while !holds(&mut self.world()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves one connection until it closes.
async fn connection(mut stream: TcpStream, world: &Mutex<World>, pushed: &Notify) {
    let _ = stream.set_nodelay(true);
    let mut input = Vec::with_capacity(16 * 1024);
    let mut output = Vec::with_capacity(16 * 1024);
    loop {
        let Some(request) = Request::find(&input) else {
            match stream.read_buf(&mut input).await {
                Ok(0) | Err(_) => return,
                Ok(_) => continue,
            }
        };
        let mut answer = lock(world).call(request.method(&input), request.body(&input));
        if matches!(answer, Answer::NoUpdates) {
            answer = poll(world, pushed, request.body(&input)).await;
        }
        input.drain(..request.end);
        write(&mut output, &answer);
        if stream.write_all(&output).await.is_err() {
            return;
        }
    }
}

/// Holds a poll until there is something.
async fn poll(world: &Mutex<World>, pushed: &Notify, body: &[u8]) -> Answer {
    let found = async {
        loop {
            pushed.notified().await;
            match lock(world).call("getupdates", body) {
                Answer::NoUpdates => {}
                answer => return answer,
            }
        }
    };
    tokio::time::timeout(HOLD, found).await.unwrap_or_else(|_| Answer::Ok("[]".to_owned()))
}

/// Where the parts of a request stand in the input.
struct Request {
    method: std::ops::Range<usize>,
    body: usize,
    end: usize,
}

impl Request {
    /// The first request, once it is there as a whole.
    fn find(input: &[u8]) -> Option<Self> {
        let end = length(input)?;
        let head = head(input)?;
        let path_end = head.split("\r\n").next()?.rfind(' ')?;
        let method = head[..path_end].rfind('/')? + 1..path_end;
        Some(Self { method, body: head.len() + BLANK.len(), end })
    }

    fn method<'a>(&self, input: &'a [u8]) -> &'a str {
        std::str::from_utf8(&input[self.method.clone()]).unwrap_or_default()
    }

    fn body<'a>(&self, input: &'a [u8]) -> &'a [u8] {
        &input[self.body..self.end]
    }
}

/// Between the head and the body.
const BLANK: &[u8] = b"\r\n\r\n";

/// The head of the first request or answer, once it is there.
fn head(input: &[u8]) -> Option<&str> {
    let end = input.windows(BLANK.len()).position(|four| four == BLANK)?;
    std::str::from_utf8(&input[..end]).ok()
}

/// How long the first request or answer is, once it is there as a whole.
pub(crate) fn length(input: &[u8]) -> Option<usize> {
    let head = head(input)?;
    let body: usize = head
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(Some(0), |(_, value)| value.trim().parse().ok())?;
    let end = head.len() + BLANK.len() + body;
    (input.len() >= end).then_some(end)
}

fn write(output: &mut Vec<u8>, answer: &Answer) {
    let (status, body) = match answer {
        Answer::Ok(result) => ("200 OK", format!(r#"{{"ok":true,"result":{result}}}"#)),
        Answer::NoUpdates => ("200 OK", r#"{"ok":true,"result":[]}"#.to_owned()),
        Answer::TooMany => (
            "429 Too Many Requests",
            r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}"#
                .to_owned(),
        ),
    };
    output.clear();
    let length = body.len();
    output.extend_from_slice(
        format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n")
            .as_bytes(),
    );
    output.extend_from_slice(body.as_bytes());
}
