package macaw.generator.service;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The playground in a real browser; a screenshot is left in target/screenshots. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
@Tag("pages")
class PlaygroundTest {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");
    private static final int PATIENCE_MILLIS = 60_000;

    @TestHTTPResource
    URI address;

    @Test
    void threePoliciesAnswerOnePromptSideBySide() {
        List<String> errors = new ArrayList<>();
        try (Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium())
                                .setArgs(List.of("--no-sandbox", "--disable-gpu")));
                BrowserContext context = browser.newContext()) {
            Page page = context.newPage();
            page.onPageError(errors::add);
            page.onConsoleMessage(message -> {
                if (message.type().equals("error")) {
                    errors.add(message.text());
                }
            });
            page.navigate(address.resolve(signInLink()).toString());
            assertThat(page).hasURL(Pattern.compile(".*/playground"));
            page.getByLabel("Policy 2").selectOption("tuned@newest");
            page.getByLabel("Most tokens").fill("24");
            page.getByLabel("Seed").fill("7");
            page.getByText("Ask all three").click();
            Locator notes = page.locator(".note");
            for (int i = 0; i < 3; i++) {
                assertThat(notes.nth(i))
                        .containsText(
                                Pattern.compile("default/(base|tuned)@1 · \\d+ tokens · .* · seed 7"),
                                new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
            }
            assertThat(page.getByText("Ask all three")).isEnabled();
            assertThat(page.locator(".answer").nth(0)).not().isEmpty();
            assertThat(notes.nth(1)).containsText("default/tuned@1");
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "playground.png")));
        }
        assertThat(errors).isEmpty();
    }

    private static String signInLink() {
        return given().auth()
                .oauth2(TestKeys.key(Roles.OPERATOR))
                .post("/session")
                .jsonPath()
                .getString("link");
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
