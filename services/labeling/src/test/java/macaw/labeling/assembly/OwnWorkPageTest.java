package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.microsoft.playwright.Page;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A labeler looks at what they handed in, and changes it. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class OwnWorkPageTest extends BrowserRoom {
    @Test
    void whatWasHandedInIsChangedUntilItsTaskIsClosed() {
        project("own", "demonstration", "Explain rain.");
        String wim = labeler("Wim");
        signIn(wim, "/work/own");
        page.locator("#text").fill("Water fals.");
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded.");
        page.locator("#nothing").getByText("My work").click();

        assertThat(page.locator("#entries .badge")).hasText("counts");
        assertThat(page.locator("#progress")).containsText("handed in");
        picture("mine");
        page.locator("#entries").getByText("Edit").click();
        assertThat(page.locator("#text")).hasValue("Water fals.");
        assertThat(page.locator("#sent-back")).containsText("You are changing work that you handed in.");
        page.locator("#text").fill("Water falls.");
        assertThat(page.locator("#saved")).containsText("Draft saved");
        picture("revise");
        page.reload();
        assertThat(page.locator("#text")).hasValue("Water falls.");
        // what is changed is no more of one device than what is new
        Page elsewhere = browser();
        signIn(elsewhere, wim, "/mine/own");
        elsewhere.navigate(page.url());
        assertThat(elsewhere.locator("#text")).hasValue("Water falls.");
        button("Submit").click();
        assertThat(page.locator("#entries")).containsText("version 2");
        recorded("own").body("[0].response", equalTo("Water falls."));
    }

    @Test
    void whatWasSentBackComesFirstWithItsComment() {
        comparisons("again", "Name a lake.");
        signIn(labeler("Xenia"), "/work/again");
        rateAll(1, 2, 3, 4);
        for (String letter : List.of("A", "B", "C", "D")) {
            card(letter).focus();
            press("1");
        }
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded. There is nothing to do");
        String id = recorded("again").extract().path("[0].id");
        operator()
                .body(Map.of("action", "send_back", "comment", "Are they really all the same?"))
                .post("/v1/submissions/" + id + "/review")
                .then()
                .statusCode(200);
        button("Look again").click();
        assertThat(page.locator("#sent-back")).hasText("Sent back to you: Are they really all the same?");
        assertThat(page.locator("input:checked")).hasCount(12);
        page.locator("#steps").getByText("Ranking").click();
        assertThat(order()).hasText("A = B = C = D");
        card("D").focus();
        press("2");
        picture("sent-back");
        press("Control+Enter");
        assertThat(page.locator("#status")).containsText("Recorded.");
        assertThat(page.locator("#sent-back")).isHidden();
        page.navigate(address.resolve("/mine/again").toString());
        assertThat(page.locator("#entries .badge").first()).hasText("counts");
    }
}
