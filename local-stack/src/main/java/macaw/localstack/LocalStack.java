package macaw.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole of Macaw as processes of this machine. What was started ends with {@link #close()}, with this JVM's orderly end (Ctrl-C), and,
 * through the {@link Guard}, with its disorderly one. Data stay in the state directory, and a later start finds them.
 */
public final class LocalStack implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

    private final StackOptions options;
    private final Consumer<StackEvent> listener;
    private final StateLock lock;
    private final Guard guard;
    private final LocalKeys keys;
    private final Ports free = new Ports();
    private final Map<String, Integer> ports = new ConcurrentSkipListMap<>();
    private final Map<Instance, ChildProcess> services = new TreeMap<>();
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

    /** Where a service's first instance listens. */
    public Address address(Service service) {
        return address(Instance.first(service));
    }

    /** Where an instance listens. */
    public Address address(Instance instance) {
        Integer http = ports.get(instance.title());
        Integer management = ports.get(instance.managementTitle());
        if (http == null || management == null) {
            throw new StackException(instance.title() + " is not part of this stack");
        }
        return new Address(http, management);
    }

    /** What was started of a service and not stopped, dead or alive, in order. */
    public synchronized List<Instance> instances(Service service) {
        return services.keySet().stream()
                .filter(instance -> instance.service() == service)
                .toList();
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
        services.forEach((instance, process) -> processes.put(instance.title(), process.identity()));
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        return new StackState(
                self,
                ready,
                processes,
                new HashMap<>(ports),
                postgres == null ? "" : postgres.uri(),
                keys.operator(),
                options.namespace());
    }

    /** The directory with a log per part. */
    public Path logs() {
        return options.logs();
    }

    /** The artefact store that the services share. */
    public Path store() {
        return options.store();
    }

    /** SIGKILL to a service's first instance, as a test of what the others do. */
    public void kill(Service service) {
        kill(Instance.first(service));
    }

    /** SIGKILL to one instance. */
    public void kill(Instance instance) {
        processOf(instance).kill();
    }

    /** SIGSTOP to one instance: to the others it is as if it were gone, and it does not know that it was. */
    public void freeze(Instance instance) {
        processOf(instance).identity().freeze();
    }

    /** It goes on where it stood. */
    public void wake(Instance instance) {
        processOf(instance).identity().wake();
    }

    /** Starts the first instance of a service that was killed or died again on its ports, and returns when it is ready. */
    public void restart(Service service) {
        restart(Instance.first(service));
    }

    /** Starts an instance that was killed or died again on its ports and in its state directory, and returns when it is ready. */
    public void restart(Instance instance) {
        processOf(instance).stop(STOP_LIMIT);
        launch(instance);
        awaitReady(instance);
        writeState();
    }

    /** Starts one more instance of a service and returns when it is ready; one that does not get ready is gone again. */
    public Instance startAnother(Service service) {
        return startAnother(service, service.mostInstances());
    }

    /** The same where there is no work for one more: it takes over what the first does, as whoever believes that one dead would have it. */
    public Instance startSuccessor(Service service) {
        return startAnother(service, service.mostInstances() + 1);
    }

    private Instance startAnother(Service service, int most) {
        Instance another = launchAnother(service, most);
        try {
            awaitReady(another);
        } catch (StackException e) {
            stop(another);
            throw e;
        }
        return another;
    }

    /** Ends an instance in order: it finishes what it has in hand, and the others take its work over. It is no part of the stack then. */
    public void stop(Instance instance) {
        processOf(instance).stop(STOP_LIMIT);
        forget(instance);
        writeState();
    }

    /** SIGKILL to the broker, as a test of what the services do. */
    public void killBroker() {
        broker().kill();
    }

    /** Starts a broker that was killed or died again on its port and data, and returns when it answers. */
    public void restartBroker() {
        broker().restart();
        broker().process().whenItDies(this::reportDeath);
        writeState();
    }

    /** SIGKILL to the database, as a test of what labeling does. */
    public void killDatabase() {
        postgres().kill();
    }

    /** Starts a database that was killed or died again on its port and data, and returns when it answers. */
    public void restartDatabase() {
        postgres().restart();
        postgres().process().whenItDies(this::reportDeath);
        writeState();
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
        List<Instance> wanted = options.instances();
        wanted.forEach(this::launch);
        wanted.forEach(this::awaitReady);
        synchronized (this) {
            ready = true;
        }
        writeState();
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
        writeState();
    }

    private synchronized Instance launchAnother(Service service, int most) {
        int ordinal = 1;
        while (services.containsKey(new Instance(service, ordinal))) {
            ordinal++;
        }
        if (ordinal > most) {
            throw new StackException("no more than %d of %s have work".formatted(most, service.title()));
        }
        Instance another = new Instance(service, ordinal);
        choosePorts(another, Map.of());
        launch(another);
        return another;
    }

    private synchronized void launch(Instance instance) {
        refuseWhenClosed();
        listener.accept(new StackEvent.Starting(instance.title()));
        ServiceCommand command = new ServiceCommand(options, instance, ports, keys, postgres());
        ScratchFolder.empty(command.scratch());
        ChildProcess process =
                ChildProcess.start(instance.title(), command.line(), command.environment(), command.log(), guard);
        process.whenItDies(this::reportDeath);
        services.put(instance, process);
        writeState();
    }

    private synchronized void forget(Instance instance) {
        services.remove(instance);
    }

    private void awaitReady(Instance instance) {
        long begin = System.nanoTime();
        Readiness readiness = new Readiness(address(instance));
        processOf(instance).awaitReady(readiness::holds, READY_LIMIT);
        listener.accept(new StackEvent.Ready(instance.title(), since(begin)));
    }

    private synchronized void writeState() {
        state().write(options.state());
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

    private synchronized ChildProcess processOf(Instance instance) {
        ChildProcess process = services.get(instance);
        if (process == null) {
            throw new StackException(instance.title() + " was not started");
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
        writeState();
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
        Map<String, Integer> preferred = new HashMap<>(options.usualPorts() ? UsualPorts.byPart() : Map.of());
        preferred.putAll(earlier);
        for (String part : List.of("kafka", "kafka-controller", "postgres")) {
            ports.put(part, free.take(preferred.getOrDefault(part, 0)));
        }
        // the first of each has its ports even where it is not started: the others' settings name them
        for (Service service : Service.values()) {
            choosePorts(Instance.first(service), preferred);
        }
        for (Instance instance : options.instances()) {
            choosePorts(instance, preferred);
        }
    }

    /** Those it has, if it ran in this stack before. */
    private void choosePorts(Instance instance, Map<String, Integer> preferred) {
        for (String name : List.of(instance.title(), instance.managementTitle())) {
            if (!ports.containsKey(name)) {
                ports.put(name, free.take(preferred.getOrDefault(name, 0)));
            }
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
