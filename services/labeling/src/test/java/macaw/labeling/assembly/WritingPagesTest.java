package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThan;

import com.microsoft.playwright.Locator;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Demonstrations and prompts are written, and handed in. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class WritingPagesTest extends BrowserRoom {
    @Test
    void aDemonstrationIsWritten() {
        project("write", "demonstration", "Explain **rain** in simple words.");
        signIn(labeler("Ben"), "/work/write");
        Locator text = page.locator("#text");
        assertThat(page.locator("#prompt strong")).hasText("rain");
        assertThat(text).isFocused();
        press("Control+Enter");
        assertThat(page.locator("#problem")).containsText("TEXT_EMPTY");
        text.fill("Water falls from clouds.\nThat is rain.");
        assertThat(page.locator("#count")).hasText("7 words");
        press("Control+Enter");
        assertThat(page.locator("#status")).containsText("Recorded.");
        recorded("write")
                .body("[0].response", equalTo("Water falls from clouds.\nThat is rain."))
                .body("[0].simulated", equalTo(false));
    }

    @Test
    void whatIsTooLongIsSaidAndNotCut() {
        project("endless", "demonstration", "Explain rain.");
        signIn(labeler("Bert"), "/work/endless");
        Locator text = page.locator("#text");
        assertThat(text).isFocused();
        page.keyboard().insertText("x".repeat(50_001));
        press("Control+Enter");
        assertThat(page.locator("#problem")).containsText("TEXT_TOO_LONG");
        assertThat(text).hasValue("x".repeat(50_001));
        press("Control+End", "Backspace", "Control+Enter");
        assertThat(page.locator("#status")).containsText("Recorded.");
    }

    @Test
    void whoIsAwayFromAnOpenPageIsNotAtWork() {
        project("away-from", "demonstration", "Explain rain.");
        page.clock().install();
        signIn(labeler("Bob"), "/work/away-from");
        page.locator("#text").fill("Water");
        page.clock().fastForward("05:00");
        page.locator("#text").fill("Water that");
        page.clock().fastForward("08:00:00");
        page.locator("#text").fill("Water that falls.");
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded.");
        recorded("away-from")
                .body("[0].durationMillis", greaterThanOrEqualTo(900_000))
                .body("[0].durationMillis", lessThan(1_200_000));
    }

    @Test
    void oneTaskComesAfterTheOther() {
        project("two", "demonstration", "First?", "Second?");
        signIn(labeler("Bea"), "/work/two");
        for (int i = 0; i < 2; i++) {
            page.locator("#text").fill("An answer.");
            button("Submit").click();
            assertThat(page.locator("#status")).containsText("Recorded.");
            assertThat(page.locator("#text")).hasValue(i == 0 ? "" : "An answer.");
        }
        assertThat(page.locator("#status")).containsText("There is nothing to do in this project now.");
        assertThat(page.locator("#work")).isHidden();
    }

    @Test
    void aFewShotPromptIsWrittenWithItsExamples() {
        project(
                "ask",
                "prompt",
                Map.of(),
                List.of(Map.of("text", "Any task with one-word answers.", "category", "few_shot")));
        signIn(labeler("Bo"), "/work/ask");
        assertThat(page.locator("#prompt")).containsText("Any task with one-word answers.");
        page.locator("#text").fill("Name the capital.");
        fillExample(1, "France", "Paris");
        button("Add an example").click();
        assertThat(example(2).getByLabel("Input")).isFocused();
        fillExample(2, "Chile", "Santiago");
        button("Add an example").click();
        button("Remove example 3").click();
        assertThat(example(2).getByLabel("Input")).isFocused();
        page.locator("#saved[data-state=saved]:not(:empty)").waitFor();
        page.reload();
        assertThat(example(2).getByLabel("Output")).hasValue("Santiago");
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded.");
    }

    @Test
    void aPromptForAUseCaseShowsTheUseCase() {
        project(
                "case",
                "prompt",
                Map.of(),
                List.of(Map.of(
                        "text", "A shop that answers its customers' mail.", "category", "use_case", "language", "en")));
        signIn(labeler("Bill"), "/work/case");
        assertThat(page.locator("#given-title")).hasText("Use case");
        assertThat(page.locator("#prompt .body")).hasAttribute("lang", "en");
        assertThat(page.locator("#few-shot")).isHidden();
        page.locator("#text").fill("Answer this mail: where is my parcel?");
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded.");
    }

    private Locator example(int number) {
        return page.locator("#examples > li").nth(number - 1);
    }

    private void fillExample(int number, String input, String output) {
        example(number).getByLabel("Input").fill(input);
        example(number).getByLabel("Output").fill(output);
    }
}
