package macaw.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import macaw.localstack.Service;
import macaw.localstack.StackException;
import macaw.localstack.StackState;
import macaw.v1.Run;
import macaw.v1.RunKind;
import macaw.v1.RunRef;
import macaw.v1.RunState;
import macaw.v1.StartRunRequest;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.TrainingServiceGrpc.TrainingServiceBlockingStub;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the time of a PPO iteration goes: tensor work of the three services, and everything else. */
@Command(
        name = "ppo",
        description = {
            "Runs a few PPO iterations on a stack that is up and says where their time went:",
            "tensor work of generator, reward service and trainer, and everything that is not tensor work."
        },
        mixinStandardHelpOptions = true)
final class BenchPpoCommand implements Callable<Integer> {
    private static final int PROMPTS = 128;

    @Mixin
    private StateOption state = new StateOption();

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    @Option(names = "--policy", required = true, paramLabel = "NAME", description = "the policy to start from")
    private String policy = "";

    @Option(names = "--reward", required = true, paramLabel = "NAME", description = "the reward model")
    private String reward = "";

    @Option(names = "--iterations", description = "iterations (default: ${DEFAULT-VALUE})")
    private int iterations = 5;

    @Option(names = "--max-tokens", description = "longest answer (default: ${DEFAULT-VALUE})")
    private int maxTokens = 40;

    /** Seconds by the name of the run's figure, summed over the iterations. */
    private record Times(Map<String, Double> seconds) {
        double of(String stage) {
            return seconds.getOrDefault("seconds_" + stage, 0.0);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        StackState stack = state.running();
        double generatorBefore = engineSeconds(stack, Service.GENERATOR);
        double rewardBefore = engineSeconds(stack, Service.REWARD);
        Times times;
        try (Connection connection = Connection.to(Service.TRAINER, stack)) {
            times = run(connection);
        }
        double generating = engineSeconds(stack, Service.GENERATOR) - generatorBefore;
        double scoring = engineSeconds(stack, Service.REWARD) - rewardBefore;
        double whole = times.of("iteration");
        double other = whole - times.of("training") - generating - scoring;
        System.out.printf(Locale.ROOT, "%d iterations of %d rollouts, %.1f s%n", iterations, PROMPTS, whole);
        row("generator's engine", generating, whole);
        row("reward service's engine", scoring, whole);
        row("trainer's learner", times.of("training"), whole);
        row("everything else (wanted: under 10 %)", other, whole);
        row("  of it: checkpoint", times.of("checkpoint"), whole);
        row("  of it: publish", times.of("publish"), whole);
        row("  of it: prompts", times.of("prompts"), whole);
        row("  of it: broker, codecs, loading a version", times.of("waiting") - generating - scoring, whole);
        return 0;
    }

    private Times run(Connection connection) throws IOException, InterruptedException {
        String rows = IntStream.range(0, PROMPTS)
                .mapToObj(i -> "{\"prompt\": \"Name " + (i % 8 + 2) + " things for day " + i + ".\"}\n")
                .collect(Collectors.joining());
        String prompts = DatasetUpload.send(
                connection, namespace.name, new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)));
        TrainingServiceBlockingStub training = TrainingServiceGrpc.newBlockingStub(connection.channel());
        Run started = training.startRun(StartRunRequest.newBuilder()
                .setNamespace(namespace.name)
                .setKind(RunKind.RUN_KIND_PPO)
                .setSettingsJson("""
                        {"policy": "%s", "rewards": [{"name": "%s"}], "prompts": "%s", "output": "bench-ppo",
                         "iterations": %d, "promptsPerIteration": %d, "maxTokens": %d}""".formatted(policy, reward, prompts, iterations, PROMPTS, maxTokens))
                .build());
        Map<String, Double> seconds = new HashMap<>();
        long counted = 0;
        Iterator<Run> states = training.watchRun(RunRef.newBuilder()
                .setNamespace(namespace.name)
                .setRunId(started.getRunId())
                .build());
        while (states.hasNext()) {
            Run now = states.next();
            if (now.getProgress().getStep() > counted) {
                counted = now.getProgress().getStep();
                now.getMetricsMap().forEach((name, value) -> {
                    if (name.startsWith("seconds_")) {
                        seconds.merge(name, value, Double::sum);
                    }
                });
            }
            if (RunText.ended(now) && now.getState() != RunState.RUN_STATE_FINISHED) {
                throw new StackException(
                        "run " + now.getRunId() + " ended as " + RunText.state(now) + ": " + RunText.activity(now));
            }
        }
        return new Times(seconds);
    }

    private static double engineSeconds(StackState stack, Service service) throws IOException, InterruptedException {
        String management = stack.address(service)
                .orElseThrow(() -> new StackException("the stack runs without " + service.title()))
                .managementUrl();
        try (HttpClient http = HttpClient.newHttpClient()) {
            String metrics = http.send(
                            HttpRequest.newBuilder(URI.create(management + "/q/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            return metrics.lines()
                    .filter(line -> line.startsWith("macaw_engine_busy_seconds_total"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    private static void row(String what, double seconds, double whole) {
        System.out.printf(Locale.ROOT, "  %-44s %7.2f s  %5.1f %%%n", what, seconds, 100 * seconds / whole);
    }
}
