package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.microsoft.playwright.Locator;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Skipping, flagging, asking, remarking, and the warning before what is sensitive. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class BesideTheWorkTest extends BrowserRoom {
    @Test
    void aTaskIsSkippedWithAReason() {
        project("skip", "demonstration", "Too hard?", "Easy?");
        signIn(labeler("Quin"), "/work/skip");
        String first = shown().innerText();
        page.locator("#text").fill("Half of an answer");
        button("Skip").click();
        Locator dialog = dialog("skip");
        assertThat(dialog.locator("input:checked")).hasCount(0);
        picture("dialog-skip");
        dialog.locator("[type=submit]").click();
        assertThat(dialog.locator("[role=alert]")).hasText("Please choose a reason.");
        dialog.getByLabel("Something else").check();
        dialog.locator("[type=submit]").click();
        assertThat(dialog.locator("[role=alert]")).hasText("Please say why in a few words.");
        press("Escape");
        assertThat(button("Skip")).isFocused();
        assertThat(page.locator("#text")).hasValue("Half of an answer");

        press("Enter");
        dialog.getByLabel("It is too hard for me").check();
        press("Enter");
        assertThat(page.locator("#status")).containsText("Skipped.");
        assertThat(shown()).not().hasText(first);
        assertThat(page.locator("#text")).hasValue("");
        page.locator("#text").fill("An answer.");
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("There is nothing to do in this project now.");
    }

    @Test
    void aPromptIsFlaggedAndTheLeadIsAskedWhileTheWorkGoesOn() {
        project("flag", "demonstration", "Who lives in Elm Street 3?");
        String rosa = labeler("Rosa");
        signIn(rosa, "/work/flag");
        page.locator("#text").fill("I do not know.");
        button("Flag").click();
        picture("dialog-flag");
        dialog("flag").getByLabel("It holds private data of somebody").check();
        dialog("flag").locator("[type=submit]").click();
        assertThat(page.locator("#status")).containsText("Flagged");

        button("Ask the lead").click();
        dialog("ask").locator("textarea").fill("Is a street private?");
        picture("dialog-ask");
        page.route("**/questions*", route -> {
            // recorded, and the answer is lost on its way
            route.fetch();
            route.abort();
        });
        dialog("ask").locator("[type=submit]").click();
        assertThat(dialog("ask").locator("[role=alert]")).containsText("OFFLINE");
        page.unrouteAll();
        forgetErrors();
        dialog("ask").locator("[type=submit]").click();
        assertThat(page.locator("#status")).containsText("Asked.");
        operator().get("/v1/projects/flag/questions").then().statusCode(200).body("$", hasSize(1));
        assertThat(page.locator("#text")).hasValue("I do not know.");

        operator()
                .get("/v1/projects/flag/flags")
                .then()
                .statusCode(200)
                .body("$", hasSize(1))
                .body("[0].kind", equalTo("private_data"));
        String question =
                operator().get("/v1/projects/flag/questions").then().extract().path("[0].id");
        operator()
                .body(Map.of("text", "Yes, with a number."))
                .post("/v1/questions/" + question + "/answer")
                .then()
                .statusCode(200);
        page.navigate(address.resolve("/mine/flag").toString());
        assertThat(page.locator("#questions")).containsText("Is a street private?");
        assertThat(page.locator("#questions blockquote")).hasText("Yes, with a number.");
        assertThat(page.locator("#progress")).containsText("0");
        picture("mine-questions");
    }

    @Test
    void aPausedProjectSaysSoAndGoesOnLater() {
        project("pause", "demonstration", "Explain rain.");
        String sue = labeler("Sue");
        operator()
                .body(Map.of("state", "paused"))
                .patch("/v1/projects/pause")
                .then()
                .statusCode(200);
        signIn(sue, "/work/pause");
        assertThat(page.locator("#problem")).containsText("This project is paused.");
        assertThat(page.locator("#work")).isHidden();
        assertThat(button("Look again")).isFocused();
        operator()
                .body(Map.of("state", "running"))
                .patch("/v1/projects/pause")
                .then()
                .statusCode(200);
        press("Enter");
        assertThat(page.locator("#text")).isFocused();
        assertThat(page.locator("#problem")).isEmpty();
    }

    @Test
    void aCommentIsHandedInWithTheWork() {
        project("remark", "demonstration", "Explain rain.");
        signIn(labeler("Sam"), "/work/remark");
        page.locator("#text").fill("Water.");
        button("Comment").click();
        dialog("comment").locator("textarea").fill("I am not sure.");
        picture("dialog-comment");
        dialog("comment").locator("[type=submit]").click();
        assertThat(button("Comment ✓")).isVisible();
        page.locator("#saved[data-state=saved]:not(:empty)").waitFor();
        page.reload();
        button("Comment ✓").click();
        assertThat(dialog("comment").locator("textarea")).hasValue("I am not sure.");
        press("Escape");
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded.");
    }

    @Test
    void whatIsSensitiveIsShownOnlyAfterItsWarning() {
        project(
                "tender",
                "demonstration",
                Map.of(),
                List.of(
                        Map.of(
                                "text",
                                "A hard question.",
                                "sensitive",
                                true,
                                "contentWarning",
                                "It speaks of violence."),
                        Map.of(
                                "text",
                                "Another hard one.",
                                "sensitive",
                                true,
                                "contentWarning",
                                "It speaks of violence."),
                        Map.of("text", "A mild question.")));
        String tess = labeler("Tess");
        signIn(tess, "/work/tender");
        int warned = 0;
        for (int task = 0; task < 2; task++) {
            page.locator("#gate:visible, #work:visible").waitFor();
            if (page.locator("#gate").isVisible()) {
                warned++;
                assertThat(page.locator("#gate-title")).isFocused();
                assertThat(page.locator("#gate-warning")).hasText("It speaks of violence.");
                assertThat(page.locator("#work")).isHidden();
                picture("content-warning");
                button("Show the task").click();
            }
            assertThat(page.locator("#text")).isFocused();
            page.locator("#text").fill("An answer.");
            button("Submit").click();
            assertThat(page.locator("#status")).containsText("Recorded.");
        }
        assertThat(warned).isPositive();
    }

    @Test
    void nothingIsHandedInOrRemarkedBeforeTheTaskIsShown() {
        Map<String, Object> hard = Map.of("text", "A hard question.", "sensitive", true);
        project("unseen", "demonstration", Map.of(), List.of(hard, hard));
        signIn(labeler("Tom"), "/work/unseen");
        button("Show the task").click();
        page.locator("#text").fill("The first answer.");
        press("Control+Enter");
        assertThat(page.locator("#status")).containsText("Recorded.");
        assertThat(page.locator("#gate-title")).isFocused();
        press("Control+Enter");
        assertThat(button("Comment")).isHidden();
        page.getByLabel("Give me no sensitive tasks from now on").check();
        assertThat(button("Show the task")).isDisabled();
        page.getByLabel("Give me no sensitive tasks from now on").uncheck();
        button("Show the task").click();
        assertThat(page.locator("#text")).hasValue("");
        assertThat(button("Comment")).isVisible();
        recorded("unseen").body("$", hasSize(1));
    }

    @Test
    void whoWantsNoSensitiveTasksGetsNone() {
        project(
                "mild",
                "demonstration",
                Map.of(),
                List.of(
                        Map.of(
                                "text",
                                "A hard question.",
                                "sensitive",
                                true,
                                "contentWarning",
                                "It speaks of violence."),
                        Map.of(
                                "text",
                                "Another hard one.",
                                "sensitive",
                                true,
                                "contentWarning",
                                "It speaks of death.")));
        String uma = labeler("Uma");
        signIn(uma, "/work/mild");
        assertThat(page.locator("#gate")).isVisible();
        page.getByLabel("Give me no sensitive tasks from now on").check();
        button("Skip this task").click();
        assertThat(page.locator("#status")).containsText("Skipped. There is nothing to do in this project now.");
        page.navigate(address.resolve("/mine/mild").toString());
        Locator choice = page.getByLabel("Give me no tasks that are marked as sensitive");
        assertThat(choice).isChecked();
        choice.uncheck();
        page.reload();
        assertThat(choice).isEnabled();
        assertThat(choice).not().isChecked();
        page.navigate(address.resolve("/work/mild").toString());
        assertThat(page.locator("#gate")).isVisible();
    }

    private Locator shown() {
        return page.locator("#prompt .body");
    }

    private Locator dialog(String name) {
        return page.locator("#" + name + "-dialog");
    }
}
