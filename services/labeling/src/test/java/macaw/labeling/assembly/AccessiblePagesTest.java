package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every page of a labeler in both themes and two widths: axe finds nothing, nothing scrolls sideways, and a picture is left. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class AccessiblePagesTest extends BrowserRoom {
    @Test
    void ratingAndRanking() {
        comparisons(
                "look",
                "Write a **shopping list** for a picnic with four friends.\n\n- one eats no meat\n- one eats no nuts");
        signIn(labeler("Mia"), "/work/look");
        assertThat(step()).isFocused();
        picture("rate-empty");
        press("6", "n", "n", "y");
        picture("rate");
        press("Enter");
        assertThat(page.locator(".missing")).hasCount(8);
        picture("rate-missing");
        rateShown(7);
        button("Next").click();
        rateAll(6, 5, 4);
        picture("rank-empty");
        card("B").focus();
        press("1");
        card("A").focus();
        press("2");
        card("C").focus();
        press("2");
        picture("rank");
        card("D").focus();
        press("Enter", "ArrowDown");
        picture("rank-carried");
        press("Enter", "Control+Enter");
        assertThat(page.locator("#status")).containsText("Recorded.");
        picture("nothing-to-do");
        signIn(TestKeys.key(Roles.OPERATOR), "/labels/look");
        picture("labels");
    }

    @Test
    void writing() {
        project("words", "demonstration", "Explain rain to a child of six.");
        String nora = labeler("Nora");
        signIn(nora, "/work/words");
        page.locator("#text").fill("Water falls from clouds.");
        picture("demonstrate");
        project(
                "briefs",
                "prompt",
                Map.of(),
                List.of(Map.of("text", "Anything with short answers.", "category", "few_shot")));
        signIn(nora, "/work/briefs");
        button("Add an example").click();
        page.locator("#text").fill("Answer in one word.");
        picture("write-prompt");
        page.navigate(address.resolve("/").toString());
        picture("projects");
    }

    @Test
    void instructions() {
        project("rules", "demonstration", "Explain rain.");
        signIn(labeler("Ole"), "/work/rules");
        button("Instructions v1").click();
        assertThat(page.locator("#guidelines-dialog strong")).hasText("Helpful first.");
        picture("instructions");
        press("Escape");
        assertThat(button("Instructions v1")).isFocused();
        page.navigate(address.resolve("/guidelines/rules").toString());
        assertThat(page.locator("h1")).hasText("Instructions, version 1");
        picture("guidelines");
    }

    @Test
    void instructionsThatChangeAreThereWithTheNextTask() {
        project("newer", "demonstration", "Explain rain.", "Explain snow.");
        signIn(labeler("Olga"), "/work/newer");
        page.locator("#text").fill("Water.");
        operator()
                .body(Map.of("guidelines", "**Be brief.**"))
                .patch("/v1/projects/newer")
                .then()
                .statusCode(200);
        assertThat(button("Instructions v1")).isVisible();
        button("Submit").click();
        assertThat(page.locator("#status")).hasText("Recorded. The instructions are now version 2.");
        button("Instructions v2").click();
        assertThat(page.locator("#guidelines-title")).hasText("Instructions, version 2");
        assertThat(page.locator("#guidelines-dialog strong")).hasText("Be brief.");
    }

    @Test
    void aThemeThatWasChosenStays() {
        project("colours", "demonstration", "Explain rain.");
        signIn(labeler("Pia"), "/work/colours");
        String light = background();
        button("Colours: as the system").click();
        button("Colours: light").click();
        assertThat(button("Colours: dark")).isVisible();
        String dark = background();
        assertThat(dark).isNotEqualTo(light);
        page.reload();
        assertThat(button("Colours: dark")).isVisible();
        assertThat(background()).isEqualTo(dark);
        button("Colours: dark").click();
        assertThat(background()).isEqualTo(light);
    }

    private String background() {
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        return (String) page.evaluate("getComputedStyle(document.body).backgroundColor");
    }
}
