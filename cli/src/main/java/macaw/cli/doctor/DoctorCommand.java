package macaw.cli.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import macaw.cli.systems.EnvironmentSystem;
import macaw.cli.systems.RunningSystem;
import macaw.cli.systems.ServiceAddress;
import macaw.cli.systems.SystemOption;
import macaw.cli.systems.Target;
import macaw.localstack.Instance;
import macaw.localstack.Service;
import macaw.localstack.StackState;
import macaw.topics.Topics;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks whether this machine can run Macaw, and whether a system that runs is well. */
@Command(
        name = "doctor",
        description = {
            "Checks what Macaw needs of this machine, and a system that is up: here, or with --target or addresses elsewhere.",
            "Of a system: the broker and its topics, how far the groups are, each service's readiness, version, clock and keys, the database's migrations.",
            "Says what to do. Changes nothing. Ends with 1 when something is BAD."
        },
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private SystemOption system = new SystemOption();

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "whose topics (default: the local stack's own; elsewhere MACAW_NAMESPACE, or default)")
    private @Nullable String namespace;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "a broker to check")
    private @Nullable String kafka;

    @Option(
            names = {"--labeling"},
            paramLabel = "HOST:PORT",
            description = "a labeling service to check; its management port is 100 higher")
    private @Nullable String labeling;

    @Option(names = "--generator", paramLabel = "HOST:PORT", description = "a generator to check")
    private @Nullable String generator;

    @Option(names = "--reward", paramLabel = "HOST:PORT", description = "a reward service to check")
    private @Nullable String reward;

    @Option(names = "--trainer", paramLabel = "HOST:PORT", description = "a trainer to check")
    private @Nullable String trainer;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "the operator's key, for a system of which addresses are given")
    private @Nullable String keyFile;

    @Option(names = "--json", description = "print what was found for a program")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        Map<String, String> addresses = addresses();
        if (!addresses.isEmpty()) {
            deployment(EnvironmentSystem.running(addresses), service -> Optional.empty(), findings);
        } else if (system.target == Target.LOCAL) {
            Optional<StackState> stack =
                    StackState.read(system.state.absolute()).filter(StackState::running);
            findings.addAll(MachineCheck.of(system.state.absolute(), stack.isPresent()));
            if (stack.isPresent()) {
                local(stack.get(), findings);
            }
        } else {
            deployment(system.running(), this::absence, findings);
        }
        print(findings);
        return findings.stream().anyMatch(each -> each.state() == Finding.State.BAD) ? 1 : 0;
    }

    /** What is given as options, with what the environment says of keys and of the broker's security. */
    private Map<String, String> addresses() {
        Map<Service, String> given = new EnumMap<>(Service.class);
        put(given, Service.LABELING, labeling);
        put(given, Service.GENERATOR, generator);
        put(given, Service.REWARD, reward);
        put(given, Service.TRAINER, trainer);
        if (given.isEmpty() && kafka == null) {
            return Map.of();
        }
        Map<String, String> variables = new HashMap<>(System.getenv());
        for (Service service : Service.values()) {
            variables.remove("MACAW_" + service.name() + "_TARGET");
        }
        variables.remove("MACAW_KAFKA_BOOTSTRAP");
        given.forEach((service, address) -> variables.put("MACAW_" + service.name() + "_TARGET", address));
        if (kafka != null) {
            variables.put("MACAW_KAFKA_BOOTSTRAP", kafka);
        }
        if (keyFile != null) {
            variables.put("MACAW_KEY_FILE", keyFile);
        }
        return variables;
    }

    private static void put(Map<Service, String> given, Service service, @Nullable String address) {
        if (address != null) {
            given.put(service, address.replaceFirst("^http://", "").replaceFirst("/$", ""));
        }
    }

    private Topics topicsOr(String otherwise) {
        return Topics.of(namespace == null ? otherwise : namespace);
    }

    /** Compose runs all four; of a system in the environment nobody may have said where one is. */
    private Optional<Finding> absence(Service service) {
        return Optional.of(
                system.target == Target.COMPOSE
                        ? Finding.bad(
                                service.title(), "has no container that runs", "`docker compose up --wait` starts it")
                        : Finding.note(service.title(), "is not part of this system, or nobody said where it is"));
    }

    private void deployment(RunningSystem running, Function<Service, Optional<Finding>> absence, List<Finding> findings)
            throws InterruptedException {
        if (!running.kafka().isEmpty()) {
            findings.addAll(BrokerCheck.of(
                    running.kafka(), topicsOr(System.getenv().getOrDefault("MACAW_NAMESPACE", "default"))));
        }
        List<ServiceAnswer> answers = new ArrayList<>();
        for (Service service : Service.values()) {
            Optional<ServiceAddress> address = running.find(service);
            if (address.isPresent()) {
                answers.add(ServiceAnswer.of(service.title(), address.get(), running.key(), InstantSource.system()));
            } else {
                absence.apply(service).ifPresent(findings::add);
            }
        }
        findings.addAll(ServiceFindings.of(answers));
    }

    private void local(StackState stack, List<Finding> findings) throws InterruptedException {
        findings.addAll(BrokerCheck.of(Map.of("bootstrap.servers", stack.kafka()), topicsOr(stack.namespace())));
        List<ServiceAnswer> answers = new ArrayList<>();
        for (Instance instance : stack.instances()) {
            var address = stack.address(instance);
            if (address.isPresent()) {
                answers.add(ServiceAnswer.of(
                        instance.title(), ServiceAddress.of(address.get()), stack.key(), InstantSource.system()));
            }
        }
        findings.addAll(ServiceFindings.of(answers));
    }

    private void print(List<Finding> findings) {
        if (!json) {
            findings.forEach(each -> System.out.println(each.line()));
            return;
        }
        try {
            System.out.println(new ObjectMapper()
                    .writeValueAsString(findings.stream().map(Finding::fields).toList()));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
