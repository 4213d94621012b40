package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prompts and outputs are text, whatever is in them. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class ShownAsTextTest extends BrowserRoom {
    private static final String SCRIPT =
            "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\"> [x](javascript:document.title='run') ";

    @Test
    void markupInPromptsAndOutputsIsShown() {
        List<String> asked = new ArrayList<>();
        page.onRequest(request -> asked.add(request.url()));
        comparisons("markup", "Please repeat this: " + SCRIPT + "![p](http://elsewhere.example/p.png) ");
        signIn(labeler("Hal"), "/work/markup");
        assertThat(page.locator("#prompt")).containsText("<script>document.title='run'</script><img src=x onerror=");
        assertThat(page.locator("#output-text")).containsText("<script>document.title='run'</script>");
        assertThat(page.locator("#output-text")).containsText("[image: p]");
        assertThat(page.locator(".reading script, .reading img, .reading a")).hasCount(0);
        button("Plain text").click();
        assertThat(page.locator("#output-text")).containsText("![p](http://elsewhere.example/p.png)");
        assertThat(page.locator(".reading script, .reading img, .reading a")).hasCount(0);
        assertThat(page.title()).doesNotContain("run");
        assertThat(asked).noneMatch(url -> url.contains("elsewhere"));
        button("Plain text").click();
        rateAll(1, 2, 3, 4);
        assertThat(page.locator(".card").first()).containsText("<script>");
        assertThat(page.title()).doesNotContain("run");
    }

    @Test
    void rightToLeftTextRunsRightToLeft() {
        comparisons("rtl", "repeat this: اكتب قائمة تسوق قصيرة.\n\n");
        signIn(labeler("Ida"), "/work/rtl");
        assertThat(page.locator("#output-text p").first()).hasCSS("direction", "rtl");
        assertThat(page.locator("#step-title")).hasCSS("direction", "ltr");
        picture("right-to-left");
    }

    @Test
    void longTextsAreFoldedAndCodeScrolls() {
        String code = "\n\n```python\n" + "x = 1; ".repeat(60) + "\n```\n\n";
        comparisons("long", "repeat this: " + "One more line of a long text.\n\n".repeat(60) + code);
        signIn(labeler("Ivo"), "/work/long");
        var prompt = page.locator("#prompt .reading");
        assertThat(prompt.locator("pre")).hasAttribute("tabindex", "0");
        double folded = prompt.boundingBox().height;
        button("Show all of the instruction").click();
        assertThat(button("Show less of the instruction")).isVisible();
        assertThat(prompt.boundingBox().height).isGreaterThan(folded * 2);
        button("Show less of the instruction").click();
        assertThat(button("Show all of the instruction")).isVisible();
        picture("long");
        page.setViewportSize(640, 450);
        Object overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assertThat(((Number) overflow).intValue()).as("at 200 % zoom").isLessThanOrEqualTo(0);
        page.setViewportSize(WIDE, 900);
        rateAll(1, 2, 3, 4);
        picture("long-rank");
    }
}
