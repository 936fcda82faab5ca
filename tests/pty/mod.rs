//! A pseudo-terminal with the program in it, whose output a thread reads into a screen.

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::{MouseProtocolMode, Parser, Screen};

/// Longer than any machine takes.
const DEADLINE: Duration = Duration::from_secs(30);

const SIZE: (u16, u16) = (36, 120);

pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    parser: Parser,
    /// Everything that the program sent.
    sent: Vec<u8>,
}

impl Terminal {
    /// The program with the demo case.
    pub(crate) fn start() -> Self {
        Self::run(&["--demo"])
    }

    pub(crate) fn run(arguments: &[&str]) -> Self {
        let size = size(SIZE.0, SIZE.1);
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_trailglass"));
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n_bytes @ 1..) = reader.read(&mut bytes) {
                // A closed channel means that the test is over.
                if sender.send(bytes[..n_bytes].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let parser = Parser::new(SIZE.0, SIZE.1, 0);
        Self { child, master: pair.master, keys, output, parser, sent: Vec::new() }
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    pub(crate) fn resize(&mut self, rows: u16, columns: u16) {
        self.parser.screen_mut().set_size(rows, columns);
        self.master.resize(size(rows, columns)).unwrap();
    }

    pub(crate) fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    pub(crate) fn has_sent(&self, sequence: &str) -> bool {
        self.sent.windows(sequence.len()).any(|window| window == sequence.as_bytes())
    }

    /// Reads until the screen shows the text.
    pub(crate) fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// Reads until the screen is as wanted.
    pub(crate) fn wait_until(&mut self, wanted: &str, is_it: impl Fn(&Screen) -> bool) {
        let end = Instant::now() + DEADLINE;
        while !is_it(self.parser.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(why) => panic!("no {wanted:?} ({why}) on\n{}", self.screen()),
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.sent.extend_from_slice(bytes);
    }

    /// Waits for the end of the program and of its output.
    pub(crate) fn exit_code(&mut self) -> u32 {
        let end = Instant::now() + DEADLINE;
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.exit_code();
            }
            assert!(Instant::now() < end, "still running on\n{}", self.screen());
            self.read_for(Duration::from_millis(20));
        };
        while self.read_for(Duration::from_millis(200)) {}
        code
    }

    /// Takes what comes next, `false` when nothing does.
    fn read_for(&mut self, time: Duration) -> bool {
        match self.output.recv_timeout(time) {
            Ok(bytes) => self.take(&bytes),
            Err(RecvTimeoutError::Timeout) => return false,
            Err(RecvTimeoutError::Disconnected) => {
                thread::yield_now();
                return false;
            }
        }
        true
    }

    /// Whether the alternate screen is shown, what of the mouse is reported, whether pastes are
    /// marked.
    pub(crate) fn modes(&self) -> (bool, MouseProtocolMode, bool) {
        let screen = self.parser.screen();
        (screen.alternate_screen(), screen.mouse_protocol_mode(), screen.bracketed_paste())
    }

    /// Whether the terminal is as a shell expects it.
    pub(crate) fn is_given_back(&self) -> bool {
        let is_raw = self.master.get_termios().is_some_and(|modes| {
            use std::fmt::Write as _;
            // The flags' type is of a crate that is not ours; its words are enough.
            let mut words = String::new();
            write!(words, "{:?}", modes.local_flags).unwrap();
            !(words.contains("ECHO") && words.contains("ICANON"))
        });
        self.modes() == (false, MouseProtocolMode::None, false)
            && !self.parser.screen().hide_cursor()
            && !is_raw
    }

    /// Hundredths of a second of processor time that the program uses in about a second.
    #[cfg(target_os = "linux")]
    pub(crate) fn ticks_of_a_second(&mut self) -> u64 {
        let path = format!("/proc/{}/stat", self.process());
        let ticks = || {
            let text = std::fs::read_to_string(&path).unwrap();
            // The name in parentheses may hold spaces; user and system time are fields 14 and 15.
            let (_, fields) = text.rsplit_once(')').unwrap();
            let fields: Vec<&str> = fields.split_whitespace().collect();
            fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
        };
        let before = ticks();
        let end = Instant::now() + Duration::from_secs(1);
        while Instant::now() < end {
            self.read_for(end.saturating_duration_since(Instant::now()));
        }
        ticks() - before
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended already, unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn size(rows: u16, cols: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}
