package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.Run;
import macaw.v1.RunState;
import macaw.v1.ScoredRollout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** docs/metrics.md against the running services, after a PPO run and a record that nobody can read. */
@Tag("cycle")
@ExtendWith(OneStack.class)
class MetricsTest {
    private static final String RUN = "measured";
    private static final Path PAGE = Path.of(System.getProperty("macaw.root"), "docs", "metrics.md");
    private static final Pattern ROW = Pattern.compile("\\| `(macaw_\\w+)` \\| ([\\w, ]+) \\| (\\w+) \\|.*");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Appears when two labelers have judged one task, which a PPO run does not ask for; labeling's own tests look at it. */
    private static final String OF_JUDGEMENT = "macaw_agreement_ratio";

    /** A row of the page. */
    private record Listed(String name, List<String> services, String type) {
        /** The number that says whether it was ever used. */
        String sample() {
            return type.equals("timer") ? name + "_count" : name;
        }
    }

    @Test
    void eachMetricIsOnTheServicesThatThePageNamesAndIsANumber(LocalStack stack, @TempDir Path directory)
            throws Exception {
        List<Listed> page = page();
        assertThat(page).hasSizeGreaterThan(20);
        TinyPpo ppo = new TinyPpo(stack, directory);
        ppo.start(RUN);
        ppo.await(RUN, run -> run.getProgress().getStep() >= 1);
        sendWhatNobodyCanRead(stack);
        Run run = ppo.await(RUN, TinyPpo::ended);
        assertThat(run.getState()).as(run.getFailure().toString()).isEqualTo(RunState.RUN_STATE_FINISHED);

        for (Service service : Service.values()) {
            List<Listed> expected = page.stream()
                    .filter(metric -> metric.services().contains(service.title())
                            && !metric.name().equals(OF_JUDGEMENT))
                    .toList();
            List<String> scrape = scraped(stack, service, expected);
            for (Listed metric : expected) {
                assertThat(values(scrape, metric.sample()))
                        .as(metric.name() + " of " + service.title())
                        .isNotEmpty()
                        .doesNotContain(Double.NaN);
            }
        }
        assertThat(Stream.of(Service.values()).map(Service::title).toList())
                .as("services that the page names")
                .containsAll(page.stream()
                        .flatMap(metric -> metric.services().stream())
                        .toList());
    }

    @Test
    void whatAPpoRunDoesIsCounted(LocalStack stack, @TempDir Path directory) throws Exception {
        TinyPpo ppo = new TinyPpo(stack, directory);
        String name = RUN + "-again";
        double before = sum(scrape(stack, Service.TRAINER), "macaw_rollouts_total{outcome=\"trained\"");
        ppo.start(name);
        ppo.await(name, TinyPpo::ended);

        List<String> trainer = scrape(stack, Service.TRAINER);
        assertThat(sum(trainer, "macaw_rollouts_total{outcome=\"trained\"") - before)
                .isEqualTo(TinyPpo.ITERATIONS * TinyPpo.ROLLOUTS_PER_ITERATION);
        assertThat(sum(trainer, "macaw_run_state{state=\"finished\"")).isPositive();
        assertThat(sum(trainer, "macaw_ppo_entropy")).isPositive();
        assertThat(sum(trainer, "macaw_ppo_kl_coefficient"))
                .as("a figure of the run that is not on the page's list")
                .isPositive();
        assertThat(sum(trainer, "macaw_training_tokens_total{kind=\"ppo\"")).isPositive();
        assertThat(sum(trainer, "macaw_rollout_age_seconds_count")).isPositive();
        List<String> generator = scrape(stack, Service.GENERATOR);
        assertThat(sum(generator, "macaw_rollouts_total{outcome=\"ok\"")).isPositive();
        assertThat(sum(generator, "macaw_generation_tokens_total{phase=\"decode\""))
                .isPositive();
        assertThat(sum(generator, "macaw_publish_to_first_token_seconds_count")).isPositive();
        assertThat(sum(generator, "macaw_policy_version{policy=\"default/" + name + "\""))
                .isPositive();
        List<String> reward = scrape(stack, Service.REWARD);
        assertThat(sum(reward, "macaw_scores_total{outcome=\"ok\"")).isPositive();
        assertThat(sum(reward, "macaw_scoring_tokens_total")).isPositive();
        assertThat(sum(reward, "macaw_engine_busy_seconds_total")).isPositive();
    }

    private static List<Listed> page() throws IOException {
        List<Listed> metrics = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                metrics.add(new Listed(row.group(1), List.of(row.group(2).split(", ")), row.group(3)));
            }
        }
        return metrics;
    }

    static void sendWhatNobodyCanRead(LocalStack stack) {
        byte[] rubbish = "not a protobuf message".getBytes(StandardCharsets.UTF_8);
        // other tests read all of this topic as messages
        byte[] ofAnotherTime =
                ScoredRollout.newBuilder().setContractRevision(999).build().toByteArray();
        Wire wire = new Wire(stack);
        wire.send("prompts", "to be counted", rubbish);
        wire.send("rollouts", "to be counted", rubbish);
        wire.send("scored-rollouts", "to be counted", ofAnotherTime);
    }

    /** As soon as it has them all, or as it is when patience ends. */
    private static List<String> scraped(LocalStack stack, Service service, List<Listed> expected) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<String> scrape = scrape(stack, service);
            boolean whole = expected.stream()
                    .noneMatch(metric -> values(scrape, metric.sample()).isEmpty());
            if (whole || System.nanoTime() > deadline) {
                return scrape;
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private static List<String> scrape(LocalStack stack, Service service) throws Exception {
        HttpRequest metrics = HttpRequest.newBuilder(
                        URI.create(stack.address(service).managementUrl() + "/q/metrics"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(metrics, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .toList();
        }
    }

    /** The numbers of all series of that name. */
    private static List<Double> values(List<String> scrape, String name) {
        return scrape.stream()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .map(MetricsTest::value)
                .toList();
    }

    private static double sum(List<String> scrape, String series) {
        return scrape.stream()
                .filter(line -> line.startsWith(series))
                .mapToDouble(MetricsTest::value)
                .sum();
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }
}
