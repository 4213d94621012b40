package macaw.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import macaw.demo.cycle.DemoCycle;
import macaw.demo.cycle.DemoListener;
import macaw.demo.cycle.DemoSettings;
import macaw.demo.cycle.ServiceAddresses;
import macaw.demo.cycle.Stage;
import macaw.demo.report.DemoReport;
import macaw.demo.report.ReportJson;
import macaw.demo.report.ReportTable;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.localstack.StackException;
import macaw.localstack.StackOptions;
import macaw.localstack.StackState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole cycle on this machine, from the base model to a policy that follows instructions. */
@Command(
        name = "demo",
        description = {
            "Teaches a small language model to follow instructions, in about ten minutes on two cores:",
            "starts the stack, has simulated labelers write and judge, trains with SFT, a reward model and PPO,",
            "and shows what came of it on prompts that nothing was trained on or chosen by."
        },
        subcommands = DemoCorpusCommand.class,
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "seed of everything that is drawn (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--report", paramLabel = "FILE", description = "also write the report as JSON")
    private @Nullable Path report;

    @Option(names = "--keep", description = "leave the stack up and print its addresses; `macaw down` ends it")
    private boolean keep;

    @Option(
            names = "--label-yourself",
            paramLabel = "N",
            description = "wait for N comparisons of your own on labeling's page; simulated labelers do the rest")
    private int labelYourself;

    @Option(
            names = "--tuning",
            description =
                    "evaluate on the tuning prompts, the ones that settings may be chosen by, not on the held-out ones")
    private boolean tuning;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "state directory (default: a fresh one, removed at the end unless --keep)")
    private @Nullable Path state;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = state != null ? state.toAbsolutePath().normalize() : freshDirectory();
        StageDisplay display = StageDisplay.on(System.out);
        display.begin("starting the stack");
        var options = new StackOptions(
                directory, CheckoutRoot.path(), "default", threads(), EnumSet.allOf(Service.class), true);
        if (keep) {
            StackState stack = new DetachedStack(options).runningOrStarted();
            display.end("ready");
            run(stack, display);
            System.out.print(Addresses.text(stack));
            System.out.println("`macaw down --state " + directory + "` ends it");
            return 0;
        }
        try (LocalStack stack = LocalStack.start(options, event -> display.progress(0, event.toString()))) {
            display.end("ready");
            run(stack.state(), display);
        }
        if (state == null) {
            delete(directory);
        }
        return 0;
    }

    private void run(StackState stack, StageDisplay display) throws InterruptedException {
        DemoSettings settings = DemoSettings.frozen(seed, CheckoutRoot.path().resolve("demo/base-model"))
                .withLabelYourself(labelYourself);
        var addresses = new ServiceAddresses(
                address(stack, Service.LABELING).grpc(),
                address(stack, Service.GENERATOR).grpc(),
                address(stack, Service.REWARD).grpc(),
                address(stack, Service.TRAINER).grpc(),
                stack.key());
        var listener = new Display(display, address(stack, Service.LABELING).url());
        DemoReport found = new DemoCycle(
                        addresses, tuning ? settings.onTuningSet() : settings, listener, InstantSource.system())
                .run();
        listener.finish();
        System.out.print(ReportTable.of(found));
        Optional.ofNullable(report).ifPresent(file -> ReportJson.write(file, found));
    }

    private static macaw.localstack.Address address(StackState stack, Service service) {
        return stack.address(service)
                .orElseThrow(() -> new StackException("the stack runs without " + service.title()));
    }

    private Path freshDirectory() {
        return Path.of(
                        ".macaw",
                        "demo",
                        "%d-%d".formatted(seed, ProcessHandle.current().pid()))
                .toAbsolutePath()
                .normalize();
    }

    private static int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Shows the cycle's stages on the one display. */
    private static final class Display implements DemoListener {
        private final StageDisplay display;
        private final String labelingUrl;
        private boolean inStage;

        private Display(StageDisplay display, String labelingUrl) {
            this.display = display;
            this.labelingUrl = labelingUrl;
        }

        @Override
        public void stage(Stage stage) {
            finish();
            display.begin(stage.title() + ": " + stage.meaning());
            inStage = true;
        }

        @Override
        public void progress(long done, long total, String what) {
            display.progress(total == 0 ? 0 : (double) done / total, "%d/%d %s".formatted(done, total, what));
        }

        @Override
        public void yourTurn(String project, String key, int tasks) {
            display.say("%d comparisons of %s are yours; sign in with this link, good once: %s"
                    .formatted(tasks, project, signInLink(key)));
        }

        private void finish() {
            if (inStage) {
                display.end("done");
            }
            inStage = false;
        }

        private String signInLink(String key) {
            var request = HttpRequest.newBuilder(URI.create(labelingUrl + "/session"))
                    .header("Authorization", "Bearer " + key)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            try (HttpClient http = HttpClient.newHttpClient()) {
                String answer =
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body();
                return labelingUrl
                        + new com.fasterxml.jackson.databind.ObjectMapper()
                                .readTree(answer)
                                .path("link")
                                .asText();
            } catch (IOException e) {
                throw new StackException("labeling gave no sign-in link: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StackException("interrupted while asking labeling for a sign-in link");
            }
        }
    }
}
