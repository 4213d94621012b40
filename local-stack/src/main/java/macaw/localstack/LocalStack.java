package macaw.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole of Macaw as processes of this machine. What was started ends with {@link #close()}, with this JVM's orderly end (Ctrl-C), and,
 * through the {@link Guard}, with its disorderly one. Data stay in the state directory, and a later start finds them.
 */
public final class LocalStack implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofSeconds(180);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

    private final StackOptions options;
    private final Consumer<StackEvent> listener;
    private final StateLock lock;
    private final Guard guard;
    private final LocalKeys keys;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<Service, ChildProcess> services = new EnumMap<>(Service.class);
    private final Thread shutdownHook = new Thread(this::stopAll, "macaw-stack-shutdown");
    private @Nullable LocalBroker broker;
    private @Nullable LocalPostgres postgres;
    private boolean ready;
    private boolean closed;

    private LocalStack(StackOptions options, Consumer<StackEvent> listener) {
        this.options = options;
        this.listener = listener;
        for (Service service : options.services()) {
            if (Files.notExists(service.jar(options.root()))) {
                throw new StackException("the " + service.title() + " service is not built: "
                        + service.jar(options.root()) + " is missing; ./mvnw package makes it");
            }
        }
        options.makeDirectories();
        this.lock = StateLock.take(options.state());
        Optional<StackState> earlier = StackState.read(options.state());
        earlier.ifPresent(state -> state.processes().values().forEach(ProcessIdentity::kill));
        choosePorts(earlier.map(StackState::ports).orElse(Map.of()));
        this.keys = LocalKeys.in(options.state().resolve("keys"));
        this.guard = Guard.start();
    }

    /** Starts everything the options name and returns when all of it is ready; when a part fails, nothing is left running. */
    public static LocalStack start(StackOptions options, Consumer<StackEvent> listener) {
        LocalStack stack = new LocalStack(options, listener);
        Runtime.getRuntime().addShutdownHook(stack.shutdownHook);
        try {
            stack.startAll();
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /** Where a service listens. */
    public Address address(Service service) {
        Integer http = ports.get(service.title());
        Integer management = ports.get(service.title() + "-management");
        if (http == null || management == null) {
            throw new StackException(service.title() + " is not part of this stack");
        }
        return new Address(http, management);
    }

    /** The broker's {@code host:port}. */
    public String kafka() {
        return "127.0.0.1:" + ports.get("kafka");
    }

    /** The keys of this stack; they stay the same from start to start. */
    public LocalKeys keys() {
        return keys;
    }

    /** What {@code stack.json} says now. */
    public synchronized StackState state() {
        Map<String, ProcessIdentity> processes = new LinkedHashMap<>();
        if (broker != null) {
            processes.put("kafka", broker.process().identity());
        }
        if (postgres != null) {
            processes.put("postgres", postgres.process().identity());
        }
        services.forEach((service, process) -> processes.put(service.title(), process.identity()));
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        return new StackState(
                self, ready, processes, new HashMap<>(ports), postgres == null ? "" : postgres.uri(), keys.operator());
    }

    /** The directory with a log per part. */
    public Path logs() {
        return options.logs();
    }

    /** The artefact store that the services share. */
    public Path store() {
        return options.store();
    }

    /** SIGKILL to one service, as a test of what the others do. */
    public void kill(Service service) {
        ChildProcess process = processOf(service);
        process.kill();
    }

    /** Starts a service that was killed or died again on its ports, and returns when it is ready. */
    public void restart(Service service) {
        processOf(service).stop(STOP_LIMIT);
        launch(service);
        awaitReady(service);
        state().write(options.state());
    }

    /** SIGKILL to the broker, as a test of what the services do. */
    public void killBroker() {
        broker().kill();
    }

    /** Starts a broker that was killed or died again on its port and data, and returns when it answers. */
    public void restartBroker() {
        broker().restart();
        broker().process().whenItDies(this::reportDeath);
        state().write(options.state());
    }

    /** SIGKILL to the database, as a test of what labeling does. */
    public void killDatabase() {
        postgres().kill();
    }

    /** Starts a database that was killed or died again on its port and data, and returns when it answers. */
    public void restartDatabase() {
        postgres().restart();
        postgres().process().whenItDies(this::reportDeath);
        state().write(options.state());
    }

    @Override
    public void close() {
        stopAll();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException alreadyShuttingDown) {
            return;
        }
    }

    private void startAll() {
        long begin = System.nanoTime();
        launchBrokerAndDatabase();
        postgres().awaitReady();
        listener.accept(new StackEvent.Ready("postgres", since(begin)));
        broker().awaitReady();
        broker().createTopics(options.namespace());
        listener.accept(new StackEvent.Ready("kafka", since(begin)));
        List<Service> wanted = options.services().stream().sorted().toList();
        wanted.forEach(this::launch);
        wanted.forEach(this::awaitReady);
        synchronized (this) {
            ready = true;
        }
        state().write(options.state());
    }

    private synchronized void launchBrokerAndDatabase() {
        refuseWhenClosed();
        listener.accept(new StackEvent.Starting("postgres"));
        postgres = LocalPostgres.launch(
                options.state().resolve("postgres"), options.logs().resolve("postgres.log"), guard, port("postgres"));
        postgres.process().whenItDies(this::reportDeath);
        listener.accept(new StackEvent.Starting("kafka"));
        broker = LocalBroker.launch(
                options.state().resolve("kafka"),
                options.logs().resolve("kafka.log"),
                guard,
                port("kafka"),
                port("kafka-controller"));
        broker.process().whenItDies(this::reportDeath);
        state().write(options.state());
    }

    private synchronized void launch(Service service) {
        refuseWhenClosed();
        listener.accept(new StackEvent.Starting(service.title()));
        ServiceCommand command = new ServiceCommand(options, service, ports, keys, postgres());
        ChildProcess process =
                ChildProcess.start(service.title(), command.line(), command.environment(), command.log(), guard);
        process.whenItDies(this::reportDeath);
        services.put(service, process);
        state().write(options.state());
    }

    private void awaitReady(Service service) {
        long begin = System.nanoTime();
        Readiness readiness = new Readiness(address(service));
        processOf(service).awaitReady(readiness::holds, READY_LIMIT);
        listener.accept(new StackEvent.Ready(service.title(), since(begin)));
    }

    private void reportDeath(ChildProcess process) {
        listener.accept(new StackEvent.Died(process.name(), process.obituary()));
    }

    private synchronized LocalBroker broker() {
        if (broker == null) {
            throw new StackException("the broker is not started");
        }
        return broker;
    }

    private synchronized LocalPostgres postgres() {
        if (postgres == null) {
            throw new StackException("the database is not started");
        }
        return postgres;
    }

    private synchronized ChildProcess processOf(Service service) {
        ChildProcess process = services.get(service);
        if (process == null) {
            throw new StackException(service.title() + " was not started");
        }
        return process;
    }

    private synchronized void stopAll() {
        if (closed) {
            return;
        }
        closed = true;
        services.values().forEach(ChildProcess::terminate);
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        for (ChildProcess process : services.values()) {
            process.stop(Duration.ofNanos(Math.max(TimeUnit.SECONDS.toNanos(1), deadline - System.nanoTime())));
        }
        if (broker != null) {
            broker.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        guard.close();
        ready = false;
        state().write(options.state());
        lock.close();
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new StackException("the stack is being shut down");
        }
    }

    private int port(String name) {
        return ports.getOrDefault(name, 0);
    }

    private void choosePorts(Map<String, Integer> earlier) {
        Ports free = new Ports();
        Map<String, Integer> preferred = new HashMap<>();
        if (options.usualPorts()) {
            preferred.put("kafka", 8191);
            preferred.put("kafka-controller", 8192);
            preferred.put("postgres", 8193);
            for (Service service : Service.values()) {
                preferred.put(service.title(), service.httpPort());
                preferred.put(service.title() + "-management", service.managementPort());
            }
        }
        preferred.putAll(earlier);
        for (String part : List.of("kafka", "kafka-controller", "postgres")) {
            ports.put(part, free.take(preferred.getOrDefault(part, 0)));
        }
        for (Service service : Service.values()) {
            for (String name : List.of(service.title(), service.title() + "-management")) {
                ports.put(name, free.take(preferred.getOrDefault(name, 0)));
            }
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
