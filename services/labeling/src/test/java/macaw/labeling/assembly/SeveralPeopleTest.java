package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.Matchers.equalToIgnoringCase;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;

import com.microsoft.playwright.Page;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two labelers at once. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class SeveralPeopleTest extends BrowserRoom {
    @Test
    void twoLabelersAtOnceGetTasksOfTheirOwn() {
        project("both", "demonstration", "First?", "Second?");
        Page other = browser();
        signIn(page, labeler("Jan"), "/work/both");
        signIn(other, labeler("Jo"), "/work/both");
        page.locator("#text").fill("Jan's answer");
        other.locator("#text").fill("Jo's answer");
        assertThat(page.locator("#prompt")).not().isEmpty();
        assertThat(other.locator("#prompt"))
                .not()
                .hasText(page.locator("#prompt").innerText());
        for (Page each : new Page[] {page, other}) {
            each.locator("#submit").click();
            assertThat(each.locator("#status")).hasText("Recorded. There is nothing to do in this project now.");
        }
        recorded("both").body("$", hasSize(2)).body("state", everyItem(equalToIgnoringCase("counting")));
    }

    @Test
    void theSameWorkFromTwoTabsIsOneAndOtherWorkIsAConflictThatLosesNothing() {
        project("tabs", "demonstration", "Only one?");
        signIn(labeler("Kim"), "/work/tabs");
        Page tab = context.newPage();
        tab.navigate(address.resolve("/work/tabs").toString());
        tab.locator("#text").fill("From the second tab");
        tab.locator("#submit").click();
        assertThat(tab.locator("#status")).containsText("Recorded.");
        page.locator("#text").fill("From the first tab");
        page.locator("#submit").click();
        assertThat(page.locator("#problem")).containsText("SUBMISSION_CONFLICT");
        assertThat(page.locator("#text")).hasValue("From the first tab");
        page.locator("#text").fill("From the second tab");
        page.locator("#submit").click();
        assertThat(page.locator("#status")).containsText("Recorded.");
    }
}
