package macaw.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import macaw.cli.display.StageDisplay;
import macaw.cli.stack.PeakMemory;
import macaw.cli.systems.RestClient;
import macaw.demo.cycle.DemoListener;
import macaw.demo.cycle.RoundStage;
import macaw.demo.cycle.Stage;
import macaw.localstack.StackException;

/** Shows the cycle's stages on the one display, and looks at the memory when a stage ends. */
final class DemoDisplay implements DemoListener {
    private final StageDisplay display;
    private final String labelingUrl;
    private final PeakMemory memory;
    private boolean inStage;

    DemoDisplay(StageDisplay display, String labelingUrl, PeakMemory memory) {
        this.display = display;
        this.labelingUrl = labelingUrl;
        this.memory = memory;
    }

    @Override
    public void stage(Stage stage) {
        begin(stage.title() + ": " + stage.meaning());
    }

    @Override
    public void stage(int round, RoundStage stage) {
        begin("%s-%d: %s".formatted(stage.title(), round, stage.meaning()));
    }

    private void begin(String what) {
        finish();
        display.begin(what);
        inStage = true;
    }

    @Override
    public void progress(long done, long total, String what) {
        display.progress(total == 0 ? 0 : (double) done / total, "%d/%d %s".formatted(done, total, what));
    }

    @Override
    public void yourTurn(String project, String key, int tasks) {
        display.say("%d comparisons of %s are yours; sign in with this link, good once: %s"
                .formatted(tasks, project, signInLink(key, "/work/" + project)));
    }

    /** The last stage is over. */
    void finish() {
        if (inStage) {
            memory.look();
            display.end("done");
        }
        inStage = false;
    }

    private String signInLink(String key, String page) {
        var request = RestClient.request(labelingUrl + "/session")
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient http = RestClient.open()) {
            String answer =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return labelingUrl
                    + new ObjectMapper().readTree(answer).path("link").asText()
                    + "&to=" + URLEncoder.encode(page, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StackException("labeling gave no sign-in link: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while asking labeling for a sign-in link");
        }
    }
}
