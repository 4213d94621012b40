package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.options.BoundingBox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A whole rate-and-rank session by mouse, with real dragging. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class RateAndRankByMouseTest extends BrowserRoom {
    @Test
    void aPersonRatesAndRanksATask() {
        comparisons("rate", "Write a shopping list for a picnic.\n<b>Not bold</b>");
        signIn(labeler("Anna"), "/work/rate");

        assertThat(step()).hasText("Answer A, 1 of 4");
        assertThat(page.locator("#prompt")).containsText("<b>Not bold</b>");
        assertThat(page.locator("input:checked")).hasCount(0);
        assertThat(page.locator("body")).not().containsText("sft");
        button("Next").click();
        assertThat(page.locator(".missing")).hasCount(12);
        assertThat(page.locator("#problem")).containsText("12 open");

        for (int i = 0; i < 4; i++) {
            assertThat(step()).hasText("Answer " + "ABCD".charAt(i) + ", " + (i + 1) + " of 4");
            assertThat(page.locator("input:checked")).hasCount(0);
            rateShown(7 - i);
            if (i == 1) {
                page.reload();
                assertThat(step()).hasText("Answer B, 2 of 4");
                assertThat(page.locator("input:checked")).hasCount(12);
            }
            button("Next").click();
        }

        assertThat(step()).hasText("Rank the answers");
        assertThat(order()).hasText("Nothing is ranked yet. · 4 not ranked yet");
        assertThat(place(0).locator(".card")).hasCount(4);
        drag("C", place(2));
        assertThat(order()).hasText("C · 3 not ranked yet");
        drag("B", gap(0));
        assertThat(order()).hasText("B > C · 2 not ranked yet");
        drag("D", place(2));
        assertThat(order()).containsText("B > C = D · 1 not ranked yet");
        button("Submit").click();
        assertThat(page.locator("#problem")).containsText("Every answer needs a place: 1 not ranked yet.");
        assertThat(card("A")).isFocused();

        drag("A", place(4));
        assertThat(order()).hasText("B > C = D > A · differs from your ratings");
        assertThat(page.locator("#against")).containsText("B (rated 6) stands above A (rated 7)");
        page.reload();
        assertThat(order()).hasText("B > C = D > A · differs from your ratings");
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded. There is nothing to do");

        recorded("rate")
                .body("[0].ranked.rank", equalTo(List.of(1, 2, 2, 3)))
                .body("[0].ranked[0].overall", equalTo(6));
    }

    @Test
    void draggingIsUndoneAndDoneAgain() {
        comparisons("undo", "Name two rivers.");
        signIn(labeler("Ugo"), "/work/undo");
        rateAll(4, 4, 4, 4);
        drag("A", place(1));
        drag("B", place(1));
        assertThat(order()).hasText("A = B · 2 not ranked yet");
        drag("B", gap(1));
        assertThat(order()).hasText("A > B · 2 not ranked yet");
        drag("A", place(0));
        assertThat(order()).hasText("B · 3 not ranked yet");
        button("Undo").click();
        assertThat(order()).hasText("A > B · 2 not ranked yet");
        button("Undo").click();
        button("Undo").click();
        assertThat(order()).hasText("A · 3 not ranked yet");
        button("Redo").click();
        assertThat(order()).hasText("A = B · 2 not ranked yet");
        card("B").locator("select").selectOption("3");
        assertThat(order()).hasText("A > B · 2 not ranked yet");
        assertThat(button("Redo")).isDisabled();
    }

    private Locator place(int number) {
        return page.locator("[data-place='" + number + "']");
    }

    private Locator gap(int number) {
        return page.locator("[data-gap='" + number + "']");
    }

    /** As a hand does it: press, a little way to lift the card, over the target, and let go once the card shows that it would land there. */
    private void drag(String letter, Locator target) {
        card(letter).scrollIntoViewIfNeeded();
        BoundingBox from = card(letter).locator(".letter").boundingBox();
        Mouse mouse = page.mouse();
        mouse.move(from.x + 4, from.y + 4);
        mouse.down();
        mouse.move(from.x + 20, from.y + 16, new Mouse.MoveOptions().setSteps(4));
        BoundingBox to = target.boundingBox();
        mouse.move(to.x + to.width / 3, to.y + to.height / 2, new Mouse.MoveOptions().setSteps(12));
        assertThat(target.locator(".landing")).hasCount(1);
        mouse.up();
    }
}
