package macaw.cycle;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.Run;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Somebody watches a PPO run, pauses it, lets it go on and ends it; pictures are left in target/screenshots. */
@Tag("cycle")
@ExtendWith(OneStack.class)
class RunPageTest {
    private static final String RUN = "watched";
    private static final int PATIENCE_MILLIS = 60_000;
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");
    /** WCAG 2.2 AA, and what axe advises beyond it. */
    private static final List<String> RULES =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    private final List<String> errors = new ArrayList<>();

    @Test
    void itsCurvesGrowAndItCanBePausedResumedAndCancelled(LocalStack stack, @TempDir Path directory) throws Exception {
        TinyPpo ppo = new TinyPpo(stack, directory);
        try (Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium())
                                .setArgs(
                                        List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking")))) {
            Page page = browser.newPage();
            page.onPageError(errors::add);
            page.setDefaultTimeout(PATIENCE_MILLIS);
            PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
            ppo.start(RUN, ppo.settings(RUN, 1000, ""));
            page.navigate(stack.address(Service.TRAINER).url() + "/");
            page.locator("#key").fill(stack.keys().operator());
            page.keyboard().press("Enter");
            Locator link = page.getByRole(
                    AriaRole.LINK, new Page.GetByRoleOptions().setName(RUN).setExact(true));
            assertThat(link).isVisible();
            picture(page, "runs");
            link.click();

            Locator reward = page.getByRole(AriaRole.IMG, new Page.GetByRoleOptions().setName("Reward up to step"));
            assertThat(reward).isVisible();
            int first = points(page);
            awaitStep(page, first + 3);
            assertThat(page.locator("#samples li")).hasCount(8);
            assertThat(page.locator("#samples li").first()).containsText("Write a list of");

            button(page, "Pause").click();
            assertThat(page.locator("#state")).hasText("paused");
            assertThat(page.locator("#failure")).containsText("PAUSE_REQUESTED");
            int held = points(page);
            picture(page, "run");
            button(page, "Resume").click();
            awaitStep(page, held + 1);

            button(page, "Cancel …").click();
            button(page, "Let it go on").click();
            assertThat(page.locator("#state")).hasText("running");
            button(page, "Cancel …").click();
            button(page, "Cancel the run").click();
            assertThat(page.locator("#state")).hasText("cancelled");
            assertThat(button(page, "Pause")).isHidden();
        }
        assertThat(errors).isEmpty();
        Run cancelled = ppo.await(RUN, TinyPpo::ended);
        assertThat(cancelled.getState().name()).isEqualTo("RUN_STATE_CANCELLED");
    }

    /** The step that the curve of the reward has come to. */
    private static final String STEP =
            "Number(document.querySelector('[aria-label^=Reward]').ariaLabel.match(/step (\\d+)/)[1])";

    private static int points(Page page) {
        return ((Number) page.evaluate(STEP)).intValue();
    }

    /** As a function with an interval: what a page's policy forbids to evaluate otherwise. */
    private static void awaitStep(Page page, int step) {
        page.waitForFunction(
                "step => " + STEP + " >= step", step, new Page.WaitForFunctionOptions().setPollingInterval(50));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** In both themes and two widths: axe finds nothing and nothing scrolls sideways. */
    private static void picture(Page page, String name) {
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
            for (int width : List.of(1280, 390)) {
                page.setViewportSize(width, 900);
                page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                Object overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth");
                assertThat(((Number) overflow).intValue())
                        .as(name + " scrolls sideways at " + width)
                        .isLessThanOrEqualTo(0);
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(Path.of(
                                "target",
                                "screenshots",
                                name + "-" + width + "-" + theme.name().toLowerCase(Locale.ROOT) + ".png")));
            }
            List<String> found = new AxeBuilder(page)
                    .withTags(RULES).setLegacyMode(true).analyze().getViolations().stream()
                            .flatMap(rule ->
                                    rule.getNodes().stream().map(node -> rule.getId() + " at " + node.getHtml()))
                            .toList();
            assertThat(found).as(name + " in " + theme).isEmpty();
        }
        page.setViewportSize(1280, 900);
    }

    private static Path chromium() {
        Optional<Path> found = Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> BROWSERS.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(found.isPresent(), "skipped: no chromium on this machine");
        return found.orElseThrow();
    }
}
