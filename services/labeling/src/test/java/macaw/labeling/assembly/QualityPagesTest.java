package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What leads see of quality, in a real browser. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class QualityPagesTest extends BrowserRoom {
    private static final int TASKS = 12;

    @Test
    void aLeadSeesFiguresWithIntervalsLabelersAndQuestions() {
        project(
                "figures",
                "comparison",
                Map.of("k", 3, "overlap", 2),
                IntStream.range(0, TASKS)
                        .mapToObj(i -> Map.<String, Object>of("text", "Write figures " + i))
                        .toList());
        collect("figures");
        String anna = labeler("Anna");
        String ben = labeler("Ben");
        for (int task = 0; task < TASKS; task++) {
            submit(anna, "figures", false, "no");
            submit(ben, "figures", task % 3 == 0, task % 4 == 0 ? "yes" : "no");
        }
        signIn(TestKeys.key(Roles.REVIEWER), "/quality/figures");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Quality of figures");
        Locator agreement =
                page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("Pairs in the same order"));
        // Ben turns every third task around: 8 of 12
        assertThat(agreement.first()).containsText("67 %");
        assertThat(agreement.first()).containsText("36 pairs");
        assertThat(page.locator(".course .point")).hasCount(1);
        assertThat(page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("Anna")))
                .containsText("12");
        picture("quality");
        page.selectOption("[name=simulated]", "only");
        button("Show").click();
        assertThat(page.getByText("there is nothing to measure")).isVisible();
        assertThat(page.locator("[name=simulated]")).hasValue("only");
    }

    @Test
    void aLeadSeesWhereLabelersDisagreeAndWhatTheySaid() {
        project(
                "disputes",
                "comparison",
                Map.of("k", 3, "overlap", 2),
                List.of(
                        Map.of("text", "Write disputes 0 <b>bold</b>"),
                        Map.of("text", "Write disputes 1"),
                        Map.of("text", "Write disputes 2")));
        collect("disputes");
        String anna = labeler("Anna");
        String ben = labeler("Ben");
        for (int task = 0; task < 3; task++) {
            submit(anna, "disputes", false, "no");
            submit(ben, "disputes", task == 1, task == 1 ? "yes" : "no");
        }
        signIn(TestKeys.key(Roles.REVIEWER), "/disagreements/disputes");
        assertThat(page.locator("article.dispute")).hasCount(3);
        Locator first = page.locator("article.dispute").first();
        assertThat(first).containsText("100 % of the pairs ordered differently by 2 labelers");
        assertThat(first).containsText("default/sft@3");
        assertThat(first.locator(".differently li")).hasCount(11);
        assertThat(first.locator(".differently li").first()).containsText("yes: Ben; no: Anna");
        assertThat(first.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("Anna")))
                .containsText("rated 6 of 7");
        assertThat(page.locator("b")).hasCount(0);
        first.locator(".adjudicate > summary").click();
        first.locator(".review > summary").first().click();
        picture("disagreements");
        // a comment that is missing is asked for, and nothing is sent
        first.locator("button[data-action=send_back]").first().click();
        assertThat(page.locator("#problem")).containsText("Say in the comment");
        first.locator(".review textarea").first().fill("Look at B again.");
        first.locator("button[data-action=send_back]").first().click();
        assertThat(page.locator("#status")).hasText("Recorded: sent back.");
        assertThat(first.locator(".badge.sent_back")).hasCount(1);
        first.locator("button[data-action=count]:visible").click();
        assertThat(page.locator("#status")).hasText("Recorded: counting.");
        assertThat(first.locator(".badge.sent_back")).hasCount(0);
        first.locator("h2 a").click();
        assertThat(page.locator("article.dispute")).hasCount(1);
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("One task of disputes");
        adjudicate();
        assertThat(page.locator(".dispute > header .badge")).hasText("closed");
        assertThat(page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("adjudication")))
                .containsText("tied 1.");
    }

    /** The first two outputs tied and rated 6, the third worse; every question answered with no. */
    private void adjudicate() {
        page.locator(".adjudicate > summary").click();
        int place = 0;
        for (Locator output : page.locator(".judge").all()) {
            output.locator("[name=rank]").selectOption(place < 2 ? "1" : "3");
            output.locator("[name=overall]").selectOption(place < 2 ? "6" : "2");
            output.locator("summary").click();
            for (Locator question : output.locator("select[data-question]").all()) {
                question.selectOption("no");
            }
            place++;
        }
        button("Record and close the task").click();
    }

    /** Ranks the outputs in the order of their ids, or the other way round. */
    private static void submit(String key, String project, boolean around, String answer) {
        JsonPath task = as(key).post("/v1/projects/" + project + "/next-task")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        List<String> outputs = new ArrayList<>(
                task.<String>getList("outputs.id").stream().sorted().toList());
        List<Map<String, Object>> ratings = new ArrayList<>();
        if (around) {
            Collections.reverse(outputs);
        }
        for (int i = 0; i < outputs.size(); i++) {
            Map<String, String> answers = new HashMap<>();
            task.<String>getList("form.questions.id").forEach(question -> answers.put(question, answer));
            ratings.add(Map.of("output", outputs.get(i), "overall", 6 - 2 * i, "answers", answers));
        }
        as(key).body(Map.of(
                        "lease",
                        task.getString("lease.id"),
                        "ratings",
                        ratings,
                        "ranking",
                        outputs.stream().map(List::of).toList(),
                        "comment",
                        "As I see it.",
                        "idempotencyKey",
                        task.getString("lease.id"),
                        "durationMillis",
                        90_000))
                .post("/v1/tasks/" + task.getString("id") + "/comparison")
                .then()
                .statusCode(200);
    }
}
