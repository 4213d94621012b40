package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.FileEntry;
import macaw.artefacts.StorePath;
import macaw.artefacts.assembly.Stores;
import macaw.artefacts.s3.S3ArtefactStore;
import macaw.artefacts.testing.S3Server;
import macaw.localstack.LocalStack;
import macaw.localstack.StackOptions;
import macaw.v1.Run;
import macaw.v1.RunState;
import macaw.v1.VersionRef;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same run with the store on S3: the endpoint goes away in the middle and comes back, and the weights are those of a directory. */
@Tag("slow")
class StoreOnS3Test {
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void aRunEndsInTheWeightsOfOneOnADirectoryThoughTheEndpointGoesAway() throws Exception {
        String expected = onADirectory();
        try (S3Server server = new S3Server()) {
            Map<String, String> settings = Map.of(
                    "MACAW_STORE",
                    "s3://" + S3Server.BUCKET + "/team",
                    "MACAW_S3_ENDPOINT",
                    server.endpoint().toString(),
                    "MACAW_S3_ACCESS_KEY",
                    S3Server.ACCESS_KEY,
                    "MACAW_S3_SECRET_KEY",
                    S3Server.SECRET_KEY);
            StackOptions options = StackOptions.whole(directory.resolve("on-s3"), ROOT)
                    .onFreePorts()
                    .withEnvironment(settings);
            try (LocalStack stack = LocalStack.start(options, event -> {});
                    var store = (S3ArtefactStore) Stores.open(settings, directory.resolve("reader"))) {
                TinyPpo ppo = new TinyPpo(stack, directory.resolve("models-on-s3"));
                ppo.start("run");
                ppo.await("run", run -> run.getProgress().getStep() >= 2);

                server.goAway();
                Run waiting = ppo.await("run", run -> run.getState() == RunState.RUN_STATE_PAUSED);
                assertThat(waiting.getFailure().getCode()).isEqualTo("STORE_UNAVAILABLE");
                assertThat(waiting.getFailure().getMessage())
                        .contains("s3://" + S3Server.BUCKET + "/team")
                        .contains(server.endpoint().toString());
                for (String service : new String[] {"generator", "reward", "trainer"}) {
                    awaitReadiness(stack, service, 503, S3Server.BUCKET);
                }
                server.comeBack();
                for (String service : new String[] {"generator", "reward", "trainer"}) {
                    awaitReadiness(stack, service, 200, "UP");
                }

                assertThat(weights(store, ppo.await("run", TinyPpo::ended))).isEqualTo(expected);
                assertThat(stack.store()).as("nothing of it is on this machine").isEmptyDirectory();
            }
        }
    }

    private String onADirectory() throws Exception {
        StackOptions options =
                StackOptions.whole(directory.resolve("on-disk"), ROOT).onFreePorts();
        try (LocalStack stack = LocalStack.start(options, event -> {})) {
            TinyPpo ppo = new TinyPpo(stack, directory.resolve("models-on-disk"));
            ppo.start("run");
            return weights(new FileArtefactStore(stack.store()), ppo.await("run", TinyPpo::ended));
        }
    }

    private static String weights(ArtefactStore store, Run run) {
        assertThat(run.getState()).as(run.getFailure().toString()).isEqualTo(RunState.RUN_STATE_FINISHED);
        VersionRef last = run.getPublishedList().getLast();
        return store
                .find(StorePath.of("default", "policies", last.getName(), StorePath.numbered(last.getNumber())))
                .orElseThrow()
                .manifest()
                .files()
                .stream()
                .filter(file -> file.name().equals("model.safetensors"))
                .map(FileEntry::sha256)
                .findFirst()
                .orElseThrow();
    }

    private static void awaitReadiness(LocalStack stack, String service, int status, String text) throws Exception {
        URI ready = URI.create(
                "http://127.0.0.1:" + stack.state().ports().get(service + "-management") + "/q/health/ready");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (System.nanoTime() < deadline) {
                HttpResponse<String> answer =
                        http.send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.ofString());
                last = answer.body();
                if (answer.statusCode() == status && last.contains(text)) {
                    return;
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
        throw new AssertionError(service + " was not " + status + " after " + PATIENCE + ": " + last);
    }
}
