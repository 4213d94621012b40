package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A lead makes a project and runs it, in a real browser. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class LeadPagesTest extends BrowserRoom {
    private void signInAsLead(String to) {
        signIn(TestKeys.key(Roles.OPERATOR), to);
    }

    private Locator field(String form, String name) {
        return page.locator("#" + form + " [name='" + name + "']");
    }

    private static FilePayload file(String name, String content) {
        return new FilePayload(name, "application/octet-stream", content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aLeadMakesAProjectAndLosesNothingOnAMistake() {
        signInAsLead("/new-project");
        picture("lead-new");
        field("create", "name").fill("made here");
        field("create", "policies").fill("sft@3");
        field("create", "guidelines").fill("**Be fair.**");
        field("create", "overlap").fill("2");
        button("Create the project").click();
        assertThat(page.locator("#problem")).containsText("NAME_INVALID");
        assertThat(field("create", "guidelines")).hasValue("**Be fair.**");
        page.reload();
        assertThat(field("create", "guidelines")).hasValue("**Be fair.**");

        field("create", "name").fill("made-here");
        field("create", "goldShare").fill("12,5");
        String rows = IntStream.range(0, 3)
                .mapToObj(i -> "{\"id\":\"p" + i + "\",\"text\":\"Name " + i + " birds.\"}")
                .collect(Collectors.joining("\n"));
        field("create", "file").setInputFiles(file("bad.jsonl", rows + "\n{\"id\":\"p9\",\"text\":\"\"}"));
        button("Create the project").click();
        assertThat(page.locator("[data-rows] li")).hasCount(1);
        assertThat(page.locator("[data-rows] li")).containsText("PROMPT_EMPTY");
        picture("lead-new-refused");
        field("create", "overlap").fill("3");
        field("create", "file").setInputFiles(file("good.jsonl", rows));
        button("Create the project").click();
        assertThat(page.locator("h1")).containsText("made-here");
        assertThat(page.locator("#of")).hasText("3");
        operator()
                .get("/v1/projects/made-here")
                .then()
                .body("goldShare", equalTo(0.125f))
                .body("overlap", equalTo(3))
                .body("guidelines", equalTo("**Be fair.**"));

        button("Collect answers").click();
        assertThat(page.locator("#collected")).containsText("Collected: 3 of 3 prompts");
        assertThat(page.locator("#open")).hasText("3");
        picture("lead-project");
    }

    @Test
    void guidelinesSettingsAndStateChangeOnTheProjectsPage() {
        comparisons("run-it", "Name a bird.", "Name a fish.");
        signInAsLead("/projects/run-it");
        field("guidelines", "guidelines").fill("Be kind.");
        button("Save as the next version").click();
        assertThat(page.locator("#guidelines-version")).hasText("version 2");
        page.locator("#versions summary").click();
        assertThat(page.locator("#versions article")).hasCount(2);
        field("settings", "overlap").fill("0");
        button("Save the settings").click();
        assertThat(page.locator("#settings [data-problem]")).containsText("overlap must be between 1 and 100");
        assertThat(field("settings", "overlap")).isFocused();
        field("settings", "overlap").fill("3");
        button("Save the settings").click();
        assertThat(page.locator("#status")).hasText("The settings are saved.");
        operator()
                .get("/v1/projects/run-it")
                .then()
                .body("overlap", equalTo(3))
                .body("guidelinesVersion", equalTo(2))
                .body("policies", equalTo(List.of("default/sft@3")));
        button("Pause").click();
        assertThat(page.locator("#state")).hasText("paused");
        button("Go on").click();
        assertThat(page.locator("#state")).hasText("running");
        button("Close …").click();
        accessible("lead-close");
        button("Close it").click();
        assertThat(page.locator("#state")).hasText("closed");
        button("Take a snapshot").click();
        assertThat(page.locator("#snapshots li")).containsText("TRL: conversational-unpaired");
        picture("lead-closed");
    }

    @Test
    void tasksBecomeGoldAndAreAssigned() {
        comparisons("tasks-of", "Name a bird.", "Name a fish.");
        String key = labeler("Quinn");
        signInAsLead("/projects/tasks-of/tasks");
        assertThat(page.locator("#tasks li")).hasCount(2);
        page.locator("#tasks li").first().locator("button").first().click();
        Locator places = page.locator("#gold-outputs select");
        assertThat(places).hasCount(4);
        button("Save as gold").click();
        assertThat(page.locator("#gold [data-problem]")).containsText("RANKING_INCOMPLETE");
        for (int i = 0; i < 4; i++) {
            places.nth(i).selectOption(String.valueOf(Math.min(i + 1, 3)));
        }
        picture("lead-gold");
        button("Save as gold").click();
        assertThat(page.locator("#tasks li").first()).containsText("gold");
        Locator second = page.locator("#tasks li").nth(1);
        second.getByText("Assign …").click();
        String pseudonym = operator().get("/v1/labelers").path("find { it.name == 'Quinn' }.pseudonym");
        field("assign", "labeler").fill(pseudonym);
        button("Assign").click();
        assertThat(second).containsText("kept for " + pseudonym);
        picture("lead-tasks");
        assertThat(as(key).post("/v1/projects/tasks-of/next-task")
                        .then()
                        .statusCode(200)
                        .extract()
                        .<String>path("prompt"))
                .isEqualTo("Name a fish.");
    }

    /** The lease of the labeler's next task, and the task. */
    private static Map<String, Object> next(String key, String project) {
        return as(key).post("/v1/projects/" + project + "/next-task")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("");
    }

    @Test
    void hoursAreShownLabelersRegisteredAndSnapshotsTaken() {
        project("hours-of", "demonstration", "Explain rain.", "Explain snow.");
        String key = labeler("Rosa");
        Map<String, Object> task = next(key, "hours-of");
        as(key).body(Map.of(
                        "lease",
                        ((Map<?, ?>) task.get("lease")).get("id"),
                        "text",
                        "Water falls.",
                        "idempotencyKey",
                        "k",
                        "durationMillis",
                        90_000))
                .post("/v1/tasks/" + task.get("id") + "/demonstration")
                .then()
                .statusCode(200);
        signInAsLead("/projects/hours-of");
        assertThat(page.locator("#people tbody tr")).hasCount(1);
        assertThat(page.locator("#people tbody tr")).containsText("1 min 30 s");
        page.locator("summary:text-is('Register a labeler')").click();
        field("register", "name").fill("Sam");
        button("Register").click();
        assertThat(page.locator("#key")).containsText("mk_");
        page.locator("#snapshot [value='validation']").check();
        page.locator("#snapshot [value='test']").check();
        button("Take a snapshot").click();
        assertThat(page.locator("#snapshots li")).containsText("1 records");
        picture("lead-snapshot");
        page.reload();
        assertThat(page.locator("#snapshots li")).hasCount(1);
        assertThat(page.locator("#snapshots li")).containsText("TRL: prompt-completion");
    }

    @Test
    void labelsAreReviewedWhereTheyAreRecorded() {
        project("review-of", "demonstration", "Explain rain.");
        String key = labeler("Tom");
        Map<String, Object> task = next(key, "review-of");
        as(key).body(Map.of(
                        "lease",
                        ((Map<?, ?>) task.get("lease")).get("id"),
                        "text",
                        "<b>Water</b> falls.",
                        "comment",
                        "I guess.",
                        "idempotencyKey",
                        "k",
                        "durationMillis",
                        90_000))
                .post("/v1/tasks/" + task.get("id") + "/demonstration")
                .then()
                .statusCode(200);
        signInAsLead("/labels/review-of");
        Locator label = page.locator("article");
        assertThat(label).containsText("Comment: I guess.");
        assertThat(label).containsText("1 min 30 s");
        label.locator("summary").click();
        button("Send back").click();
        assertThat(label.locator("[data-problem]")).containsText("comment");
        label.locator("textarea").fill("Say where from.");
        picture("lead-labels");
        button("Send back").click();
        assertThat(label.locator("[data-state]")).hasText("sent back");
        page.reload();
        assertThat(label).containsText("send back by operator");
        assertThat(label).containsText("Say where from.");
        page.locator("select[name=state]").selectOption("counting");
        button("Show").click();
        assertThat(page.locator("article")).hasCount(0);
        recorded("review-of").body("[0].state", equalTo("sent_back"));
    }

    @Test
    void flagsAndQuestionsAreAnswered() {
        project("talk-of", "demonstration", "Explain rain.", "Explain snow.");
        String key = labeler("Rosa");
        String path = "/v1/tasks/" + next(key, "talk-of").get("id");
        as(key).body(Map.of("kind", "unclear", "comment", "For whom?")).post(path + "/flags");
        as(key).body(Map.of("text", "May I use a metaphor?")).post(path + "/questions");
        signInAsLead("/projects/talk-of");
        assertThat(page.locator("#talk li")).hasCount(2);
        picture("lead-talk");
        page.locator("#talk li").nth(1).locator("textarea").fill("Yes, one.");
        button("Answer").click();
        assertThat(page.locator("#talk > ul li")).hasCount(1);
        page.locator("#talk > ul textarea").fill("For children.");
        button("Keep it").click();
        assertThat(page.locator("#talk")).containsText("Nobody waits for an answer.");
    }
}
