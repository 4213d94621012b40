package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A whole rate-and-rank session without a mouse. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class RateAndRankByKeyboardTest extends BrowserRoom {
    @Test
    void aPersonRatesAndRanksATask() {
        comparisons("keys", "Name three birds.");
        signIn(labeler("Carla"), "/work/keys");
        assertThat(step()).isFocused();
        for (int i = 0; i < 4; i++) {
            press(String.valueOf(3 + i));
            for (int question = 0; question < 11; question++) {
                press(question == 2 ? "y" : "n");
            }
            assertThat(page.locator("#field-hallucination input:checked")).hasValue("yes");
            assertThat(button("Next")).isFocused();
            press("Enter");
        }

        assertThat(step()).hasText("Rank the answers");
        press("Tab");
        assertThat(card("A")).isFocused();
        press("2", "1", "2");
        assertThat(order()).containsText("B > A = C · 1 not ranked yet");
        assertThat(page.locator("#announce")).containsText("Answer C: place 2, tied with A. 1 not ranked yet.");
        assertThat(card("D")).isFocused();

        press("Enter", "ArrowDown");
        assertThat(page.locator("#announce")).hasText("Answer D: place 1.");
        press("ArrowDown");
        assertThat(page.locator("#announce")).containsText("tied with B.");
        press("ArrowDown");
        assertThat(page.locator("#announce")).containsText("rank 2 of 3.");
        press("ArrowDown");
        assertThat(page.locator("#announce")).containsText("tied with A and C.");
        press("ArrowDown");
        assertThat(page.locator("#announce")).containsText("rank 3 of 3.");
        press("Escape");
        assertThat(order()).containsText("B > A = C · 1 not ranked yet");
        press("Enter", "ArrowDown", "Enter");
        assertThat(order()).containsText("D > B > A = C");
        press("u");
        assertThat(order()).containsText("B > A = C · 1 not ranked yet");
        press("r");
        assertThat(order()).containsText("D > B > A = C");
        press("Control+z", "Control+y");
        assertThat(order()).containsText("D > B > A = C");
        assertThat(card("D")).isFocused();
        press("ArrowDown", "ArrowDown", "0");
        assertThat(order()).containsText("D > B > C · 1 not ranked yet");
        assertThat(card("A")).isFocused();
        press("4", "Control+Enter");
        assertThat(page.locator("#status")).containsText("Recorded. There is nothing to do");
        recorded("keys")
                .body("[0].ranked.rank", equalTo(List.of(1, 2, 3, 4)))
                .body("[0].ranked.overall", equalTo(List.of(6, 4, 5, 3)));
    }

    @Test
    void whatIsHandedInIsWhatIsShownEvenWithACardStillCarried() {
        comparisons("carried", "Name three stones.");
        signIn(labeler("Cora"), "/work/carried");
        assertThat(step()).isFocused();
        rateAll(4, 4, 4, 4);
        card("A").focus();
        press("1", "2", "3", "4");
        card("D").focus();
        press("Enter", "ArrowUp");
        assertThat(order()).hasText("A > B > C = D");
        card("A").locator("select").selectOption("2");
        assertThat(order()).hasText("A = B > C > D");
        press("Escape");
        assertThat(order()).hasText("A = B > C > D");
        card("D").focus();
        press("Enter", "ArrowUp");
        assertThat(order()).hasText("A = B > C = D");
        press("Control+Enter");
        assertThat(page.locator("#status")).containsText("Recorded.");
        recorded("carried").body("[0].ranked.rank", equalTo(List.of(1, 1, 2, 2)));
    }

    @Test
    void anAnswerIsTakenBackAndWhatIsMissingIsFound() {
        comparisons("back", "Name three fish.");
        signIn(labeler("Cem"), "/work/back");
        assertThat(step()).isFocused();
        press("7");
        assertThat(page.locator("#field-fails_instruction input").first()).isFocused();
        press("y");
        assertThat(page.locator("input:checked")).hasCount(2);
        press("ArrowUp", "Backspace");
        assertThat(page.locator("input:checked")).hasCount(1);
        press("u");
        assertThat(page.locator("#field-fails_instruction input:checked")).hasValue("yes");
        assertThat(page.locator("#field-fails_instruction input:checked")).isFocused();
        press("Enter");
        assertThat(page.locator(".missing")).hasCount(10);
        assertThat(page.locator("[role=radiogroup][aria-invalid=true]")).hasCount(10);
        assertThat(page.locator("#field-inappropriate_for_assistant input").first())
                .isFocused();
        press("x");
        assertThat(page.locator("input:checked")).hasCount(2);
    }

    @Test
    void keysOfOneCharacterCanBeTurnedOff() {
        comparisons("spoken", "Name a river.");
        signIn(labeler("Yara"), "/work/spoken");
        assertThat(step()).isFocused();
        button("Single keys").click();
        step().focus();
        press("3", "y");
        assertThat(page.locator("#announce")).hasText("Single keys do nothing now.");
        assertThat(page.locator("input:checked")).hasCount(0);
        page.reload();
        assertThat(step()).isFocused();
        press("3");
        assertThat(page.locator("input:checked")).hasCount(0);
        button("Single keys").click();
        step().focus();
        press("3");
        assertThat(page.locator("input:checked")).hasCount(1);
    }

    @Test
    void whatIsTypedIntoADialogIsNoShortcut() {
        comparisons("typing", "Name three trees.");
        signIn(labeler("Cleo"), "/work/typing");
        assertThat(step()).isFocused();
        button("Comment").focus();
        press("Enter");
        page.keyboard().type("7 y n u");
        press("Escape");
        assertThat(page.locator("input:checked")).hasCount(0);
        assertThat(button("Comment")).isFocused();
    }
}
