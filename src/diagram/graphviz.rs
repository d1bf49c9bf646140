//! Draws graphs with Graphviz, which viz.js compiled to WebAssembly, in an interpreter. Only this
//! file uses wasmi.
//!
//! The program has no access to the system. Every call that it could make is answered with "no such
//! file" or zero, so a picture depends on its source alone. Each graph gets a fresh memory, limited
//! fuel and limited space.

use std::sync::OnceLock;

use wasmi::{
    Caller, Config, Engine, ExternType, Instance, Linker, Memory, Module, Store, StoreLimits, StoreLimitsBuilder, Val,
    WasmParams, WasmResults,
};

use super::Fault;

/// Graphviz 16.1.0 from `@viz-js/viz` 3.31.0. `viz.md` states its origin.
const PROGRAM: &[u8] = include_bytes!("viz.wasm");

/// Most steps of the interpreter, for which the dearest graph known takes 0.8 seconds of CPU.
const FUEL: u64 = 800_000_000;

/// Most memory of the program, in bytes.
const SPACE: usize = 256 << 20;

/// Error number of the program's C library for a missing file.
const NO_SUCH_FILE: i32 = -44;

/// Default attributes of a graph. They are on one line, so that the line numbers in complaints stay
/// right.
const DEFAULTS: &str = " graph [bgcolor=transparent fontname=Arial fontsize=13 pad=0.05] node [fontname=Arial] edge [fontname=Arial fontsize=12 arrowsize=0.8]; ";

/// The program's messages, and its limits.
struct State {
    messages: String,
    limits: StoreLimits,
    /// The program's memory, once it is there. `Caller::get_export` could name it, too, but reads a
    /// wrong address on Windows if casebook is compiled without optimisation (wasmi 2.0.0).
    memory: Option<Memory>,
}

/// Returns the SVG for a source in the language dot.
pub(super) fn draw(source: &str) -> Result<String, Fault> {
    let mut program = Program::start()?;
    match program.draw(source) {
        // Graphviz leaves the declaration of the prefix out, because a page does not need it. An
        // XML parser does.
        Ok(svg) => Ok(svg.replacen("<svg", "<svg xmlns:xlink=\"http://www.w3.org/1999/xlink\"", 1)),
        Err(Stop::Said) => Err(complaint(&program.store.data().messages)),
        Err(Stop::Broke(error)) => Err(trapped(&error)),
    }
}

/// Why there is no picture.
enum Stop {
    /// The program has written a message.
    Said,
    Broke(wasmi::Error),
}

impl From<wasmi::Error> for Stop {
    fn from(error: wasmi::Error) -> Self {
        Stop::Broke(error)
    }
}

fn trapped(error: &wasmi::Error) -> Fault {
    let fuel = error.as_trap_code() == Some(wasmi::TrapCode::OutOfFuel);
    Fault::new(if fuel { "drawing it takes too long" } else { "Graphviz cannot cope with it" })
}

/// Turns a message like `Error: syntax error in line 3 near '}'` into a fault.
fn complaint(messages: &str) -> Fault {
    let text = messages.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("Graphviz cannot draw it");
    let text = text.trim_start_matches("Error").trim_start_matches([':', ' ']);
    let text = text.trim_start_matches("<stdin>").trim_start_matches([':', ' ']);
    let line = text.split("in line ").nth(1).map(|rest| {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..digits].parse().unwrap_or(1)
    });
    Fault { message: text.to_owned(), at: line.map(|line: usize| (line.max(1), 1)) }
}

/// One run of the program.
struct Program {
    store: Store<State>,
    instance: Instance,
    memory: Memory,
}

impl Program {
    fn start() -> Result<Self, Fault> {
        static READY: OnceLock<Option<(Engine, Module, Linker<State>)>> = OnceLock::new();
        let ready = READY.get_or_init(|| {
            let mut config = Config::default();
            config.consume_fuel(true);
            let engine = Engine::new(&config);
            let module = Module::new(&engine, PROGRAM).ok()?;
            let linker = system(&engine, &module)?;
            Some((engine, module, linker))
        });
        let broken = || Fault::new("Graphviz cannot be started");
        let (engine, module, linker) = ready.as_ref().ok_or_else(broken)?;
        let limits = StoreLimitsBuilder::new().memory_size(SPACE).build();
        let mut store = Store::new(engine, State { messages: String::new(), limits, memory: None });
        store.limiter(|state| &mut state.limits);
        store.set_fuel(FUEL).map_err(|_| broken())?;
        let instance = linker.instantiate_and_start(&mut store, module).map_err(|_| broken())?;
        let memory = instance.get_memory(&store, "z").ok_or_else(broken)?;
        store.data_mut().memory = Some(memory);
        let mut program = Self { store, instance, memory };
        program.call::<(), ()>("A", ()).map_err(|_| broken())?;
        Ok(program)
    }

    fn call<P: WasmParams, R: WasmResults>(&mut self, name: &str, arguments: P) -> Result<R, wasmi::Error> {
        self.instance.get_typed_func::<P, R>(&self.store, name)?.call(&mut self.store, arguments)
    }

    fn draw(&mut self, source: &str) -> Result<String, Stop> {
        let source = self.text(&with_defaults(source))?;
        let graph: i32 = self.call("I", source)?;
        if graph == 0 {
            return Err(Stop::Said);
        }
        self.call::<_, ()>("B", 0)?;
        self.call::<_, ()>("C", 0)?;
        let context: i32 = self.call("V", ())?;
        self.call::<_, ()>("Z", ())?;
        let engine = self.text("dot")?;
        if self.call::<_, i32>("X", (context, graph, engine))? != 0 {
            return Err(Stop::Said);
        }
        let format = self.text("svg_inline")?;
        let result: i32 = self.call("_", (context, graph, format))?;
        if result == 0 { Err(Stop::Said) } else { Ok(read(self.memory.data(&self.store), result)) }
    }

    /// Copies `text` into the program's memory and returns its address. It is never freed, because
    /// the memory is dropped after the graph.
    fn text(&mut self, text: &str) -> Result<i32, Stop> {
        let length = i32::try_from(text.len() + 1).unwrap_or(i32::MAX);
        let at: i32 = self.call("F", length)?;
        let start = usize::try_from(at).unwrap_or_default();
        // A zero byte would end the text.
        let mut bytes = text.replace('\0', " ").into_bytes();
        bytes.push(0);
        self.memory.write(&mut self.store, start, &bytes).map_err(|_| Stop::Said)?;
        Ok(at)
    }
}

/// Returns the source with our defaults behind its first brace.
fn with_defaults(source: &str) -> String {
    let at = opening(source).map_or(source.len(), |at| at + 1);
    let (head, body) = source.split_at(at);
    if head.len() == source.len() { source.to_owned() } else { format!("{head}{DEFAULTS}{body}") }
}

/// Returns the position of the brace that opens the graph. Braces in comments and quoted names do
/// not count. Returns `None` if an HTML name comes first.
fn opening(source: &str) -> Option<usize> {
    let bytes = source.as_bytes();
    let behind = |from: usize, end: &str| source.get(from..)?.find(end).map(|at| from + at + end.len());
    let mut at = 0;
    while at < bytes.len() {
        let line_start = at == 0 || bytes[at - 1] == b'\n';
        at = match bytes[at] {
            b'{' => return Some(at),
            b'#' if line_start => behind(at, "\n")?,
            b'/' if bytes.get(at + 1) == Some(&b'/') => behind(at, "\n")?,
            b'/' if bytes.get(at + 1) == Some(&b'*') => behind(at + 2, "*/")?,
            b'"' => behind(at + 1, "\"")?,
            b'<' => return None,
            _ => at + 1,
        };
    }
    None
}

/// Returns the text at address `at`, up to its zero byte.
fn read(memory: &[u8], at: i32) -> String {
    let bytes = usize::try_from(at).ok().and_then(|at| memory.get(at..)).unwrap_or_default();
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

/// Returns the functions that the program may call in place of a system.
fn system(engine: &Engine, module: &Module) -> Option<Linker<State>> {
    let mut linker = Linker::new(engine);
    for import in module.imports() {
        let ExternType::Func(kind) = import.ty() else { return None };
        let name = import.name().to_owned();
        let answer = move |caller: Caller<'_, State>, arguments: &[Val], results: &mut [Val]| {
            let value = respond(&name, caller, arguments)?;
            match results.first_mut() {
                Some(result @ Val::F64(_)) => *result = Val::F64(0.0.into()),
                Some(result) => *result = Val::I32(value),
                None => {}
            }
            Ok(())
        };
        linker.func_new(import.module(), import.name(), kind.clone(), answer).ok()?;
    }
    Some(linker)
}

/// Returns the answer to a call. The names are those that the build of the program gave them.
fn respond(name: &str, mut caller: Caller<'_, State>, arguments: &[Val]) -> Result<i32, wasmi::Error> {
    let argument = |at: usize| arguments.get(at).and_then(Val::i32).unwrap_or_default();
    let memory = caller.data().memory.ok_or_else(|| wasmi::Error::new("no memory"))?;
    match name {
        // Assertions, exceptions, abort, exit.
        "a" | "b" | "h" | "c" => Err(wasmi::Error::new("stopped")),
        // One of its messages.
        "p" => {
            let text = read(memory.data(&caller), argument(0));
            caller.data_mut().messages.push_str(&text);
            Ok(0)
        }
        // Output: (file, vectors, their count, address for the number of bytes written).
        "d" => {
            let mut written = 0;
            for vector in 0..argument(2).clamp(0, 64) {
                let at = usize::try_from(argument(1) + vector * 8).unwrap_or_default();
                let mut pair = [0; 8];
                memory.read(&caller, at, &mut pair).map_err(|_| wasmi::Error::new("outside of the memory"))?;
                written += i32::from_le_bytes([pair[4], pair[5], pair[6], pair[7]]);
            }
            let at = usize::try_from(argument(3)).unwrap_or_default();
            memory
                .write(&mut caller, at, &written.to_le_bytes())
                .map_err(|_| wasmi::Error::new("outside of the memory"))?;
            Ok(0)
        }
        // More memory: the size that it must have.
        "k" => {
            let wanted = u64::from(argument(0).cast_unsigned()).div_ceil(65536);
            let missing = wanted.saturating_sub(memory.size(&caller));
            Ok(i32::from(memory.grow(&mut caller, missing).is_ok()))
        }
        // Files.
        "y" | "f" | "w" | "j" | "v" | "l" | "m" => Ok(NO_SUCH_FILE),
        // Clock, time zone, environment, random numbers.
        _ => Ok(0),
    }
}

#[cfg(test)]
mod tests {
    use super::{draw, opening};

    #[test]
    fn the_first_brace_of_the_graph_is_found() {
        assert_eq!(opening("digraph { a }"), Some(8));
        assert_eq!(opening("/* { */ strict graph \"{\" {"), Some(25));
        assert_eq!(opening("# {\n// {\ngraph {"), Some(15));
        assert_eq!(opening("digraph"), None);
    }

    #[test]
    fn a_mistake_has_its_line() {
        let fault = draw("digraph {\n  a ->\n}\n").expect_err("an arrow to nowhere");
        assert_eq!(fault.at, Some((3, 1)), "{fault:?}");
        assert!(fault.message.contains("syntax error"), "{fault:?}");
    }

    #[test]
    fn a_graph_that_would_take_for_ever_ends() {
        let mut source = "digraph {".to_owned();
        for a in 0..300 {
            for b in 0..12 {
                source.push_str(&format!("n{a} -> n{};", (a * 37 + b * 101) % 300));
            }
        }
        source.push('}');
        assert_eq!(draw(&source).expect_err("a thicket").message, "drawing it takes too long");
    }
}
