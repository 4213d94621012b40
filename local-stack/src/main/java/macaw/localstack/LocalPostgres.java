package macaw.localstack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real PostgreSQL in a process of its own on the loopback interface; its data stay in the directory it is given. Works as root too. */
public final class LocalPostgres implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final String USER = "macaw";
    private static final String DATABASE = "postgres";

    private final Path directory;
    private final Path log;
    private final Guard guard;
    private final boolean ownsGuard;
    private final int port;
    private final Path binaries;
    private final String password;
    private ChildProcess process;

    private LocalPostgres(Path directory, Path log, Guard guard, boolean ownsGuard, int port) {
        this.directory = directory.toAbsolutePath();
        this.log = log;
        this.guard = guard;
        this.ownsGuard = ownsGuard;
        this.port = port;
        this.binaries = PostgresBinaries.unpacked();
        this.password = initialised();
        this.process = launch();
    }

    /** Starts a database on a free port and returns when it answers. Closing it leaves the data. */
    public static LocalPostgres start(Path directory) {
        Guard guard = Guard.start();
        try {
            LocalPostgres postgres =
                    new LocalPostgres(directory, directory.resolve("postgres.log"), guard, true, new Ports().take(0));
            postgres.awaitReady();
            return postgres;
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    static LocalPostgres launch(Path directory, Path log, Guard guard, int port) {
        return new LocalPostgres(directory, log, guard, false, port);
    }

    /** {@code jdbc:postgresql://127.0.0.1:port/postgres}. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    /** The owner of the database. */
    public String user() {
        return USER;
    }

    /** Made at the first start and kept beside the data, readable by the owner only. */
    public String password() {
        return password;
    }

    /** SIGKILL to the server; returns when its workers, which end by themselves then, have let go of the data. */
    public void kill() {
        List<ProcessIdentity> workers = process.identity().descendants();
        process.kill();
        if (!ProcessIdentity.awaitEnd(workers, STOP_LIMIT)) {
            throw new StackException("the database's workers live on without it: " + workers);
        }
    }

    /** Starts the database again on the same port and data, and returns when it answers. */
    public void restart() {
        stop();
        process = launch();
        awaitReady();
    }

    @Override
    public void close() {
        stop();
        if (ownsGuard) {
            guard.close();
        }
    }

    ChildProcess process() {
        return process;
    }

    /** {@code postgresql://user:password@127.0.0.1:port/postgres}, as psql and most drivers take it. */
    public String uri() {
        return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port + "/" + DATABASE;
    }

    /** PostgreSQL writes its state into line 8 of postmaster.pid; this is what pg_ctl waits for, too. */
    void awaitReady() {
        Path status = data().resolve("postmaster.pid");
        process.awaitReady(
                () -> {
                    try {
                        List<String> lines = Files.readAllLines(status);
                        return lines.size() > 7
                                && lines.get(7).strip().equals("ready")
                                && lines.get(0)
                                        .strip()
                                        .equals(Long.toString(process.identity().pid()));
                    } catch (IOException notYet) {
                        return false;
                    }
                },
                START_LIMIT);
    }

    private void stop() {
        // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
        process.expectEnd();
        if (process.alive()) {
            run(List.of("kill", "-INT", Long.toString(process.identity().pid())));
        }
        if (!process.awaitEnd(STOP_LIMIT)) {
            process.kill();
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private String initialised() {
        Path secret = directory.resolve("password");
        try {
            Files.createDirectories(directory);
            if (Files.notExists(data().resolve("PG_VERSION"))) {
                LocalKeys.writeSecret(secret, LocalKeys.random());
                run(List.of(
                        binaries.resolve("bin/initdb").toString(),
                        "--username=" + USER,
                        "--auth=scram-sha-256",
                        "--pwfile=" + secret,
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync",
                        "-D",
                        data().toString()));
            }
            return Files.readString(secret, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new StackException(
                    "the database's directory " + directory + " cannot be written: " + e.getMessage(), e);
        }
    }

    private ChildProcess launch() {
        try {
            // A socket file would need a short path; TCP on the loopback interface is enough.
            Files.setPosixFilePermissions(data(), PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new StackException("the database's data cannot be protected: " + e.getMessage(), e);
        }
        List<String> command = asOrdinaryUser(List.of(
                binaries.resolve("bin/postgres").toString(),
                "-D",
                data().toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "shared_buffers=32MB",
                "-c",
                "max_connections=50",
                "-c",
                "dynamic_shared_memory_type=mmap",
                "-c",
                "jit=off"));
        return ChildProcess.start("postgres", command, Map.of("TZ", "UTC"), log, guard);
    }

    private void run(List<String> command) {
        try {
            Process once = new ProcessBuilder(command.getFirst().equals("kill") ? command : asOrdinaryUser(command))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(once.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (once.waitFor() != 0) {
                throw new StackException(command.getFirst() + " failed: " + output.strip());
            }
        } catch (IOException e) {
            throw new StackException(command.getFirst() + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted in " + command.getFirst(), e);
        }
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own it is nobody in particular, with the same files. */
    private static List<String> asOrdinaryUser(List<String> command) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return command;
        }
        List<String> wrapped = new ArrayList<>(List.of("unshare", "-U"));
        wrapped.addAll(command);
        return wrapped;
    }
}
