package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Questions that are asked only after an answer, that may not apply, or that may be left open. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class ConditionalQuestionsTest extends BrowserRoom {
    @Test
    void aQuestionAppearsWithItsConditionAndIsHandedInOnlyIfItWasAsked() {
        String form = operator()
                .body(Map.of(
                        "name",
                        "two-steps",
                        "questions",
                        List.of(
                                Map.of("id", "problem", "text", "Is anything wrong?"),
                                Map.of(
                                        "id",
                                        "misleads",
                                        "text",
                                        "Does it mislead?",
                                        "notApplicable",
                                        true,
                                        "when",
                                        Map.of("question", "problem", "answer", "yes")),
                                Map.of("id", "saved", "text", "Is it witty?", "required", false))))
                .post("/v1/forms")
                .then()
                .statusCode(200)
                .extract()
                .path("version");
        project("steps", "comparison", Map.of("k", 2, "form", form), List.of(Map.of("text", "Name a river.")));
        collect("steps");
        signIn(labeler("Vera"), "/work/steps");
        assertThat(step()).isFocused();
        assertThat(page.locator("#field-misleads")).isHidden();
        press("4", "y");
        assertThat(page.locator("#field-misleads")).isVisible();
        assertThat(page.locator("#field-misleads input").first()).isFocused();
        assertThat(page.locator("#field-misleads").getByLabel("Not applicable"))
                .not()
                .isChecked();
        assertThat(page.locator("#field-problem").getByLabel("Not applicable")).hasCount(0);
        button("Next").click();
        assertThat(page.locator(".missing")).hasCount(1);
        picture("conditional");
        press("x");
        assertThat(page.locator("#field-misleads").getByLabel("Not applicable")).isChecked();
        assertThat(page.locator("#field-saved")).containsText("(optional)");
        button("Next").click();
        assertThat(step()).hasText("Answer B, 2 of 2");

        press("5", "y", "y");
        page.locator("#field-problem")
                .getByLabel("No", new com.microsoft.playwright.Locator.GetByLabelOptions().setExact(true))
                .check(new com.microsoft.playwright.Locator.CheckOptions().setForce(true));
        assertThat(page.locator("#field-misleads")).isHidden();
        button("Next").click();
        card("A").focus();
        press("1", "1", "Control+Enter");
        assertThat(page.locator("#status")).containsText("Recorded.");
    }
}
