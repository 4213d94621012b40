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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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

    private final List<String> errors = new ArrayList<>();

    @Test
    void threePoliciesAnswerOnePromptSideBySide() {
        onThePage(page -> {
            page.getByLabel("Policy 2").selectOption("tuned@newest");
            ask(page);
            Locator notes = page.locator(".note");
            for (int i = 0; i < 3; i++) {
                assertThat(notes.nth(i)).containsText(Pattern.compile("default/(base|tuned)@1 · \\d+ tokens"));
            }
            assertThat(page.locator(".answer").nth(0)).not().isEmpty();
            assertThat(notes.nth(1)).containsText("default/tuned@1");
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "playground.png")));
        });
    }

    @Test
    void aPolicyThatLearnedNoChatIsAskedWithPlainTextUnlessTheReaderSaysOtherwise() {
        onThePage(page -> {
            Locator first = page.getByLabel("Plain text 1");
            Locator second = page.getByLabel("Plain text 2");
            assertThat(first).isChecked();
            assertThat(second).not().isChecked();
            page.getByLabel("Policy 3").selectOption("tuned");
            assertThat(page.getByLabel("Plain text 3")).not().isChecked();
            page.getByLabel("Policy 3").selectOption("base");
            assertThat(page.getByLabel("Plain text 3")).isChecked();
            page.getByLabel("Policy 3").press("Tab");
            assertThat(page.getByLabel("Plain text 3")).isFocused();
            page.keyboard().press("Space");
            assertThat(page.getByLabel("Plain text 3")).not().isChecked();

            List<String> asked = Collections.synchronizedList(new ArrayList<>());
            page.onRequest(request -> {
                if (request.method().equals("POST")) {
                    asked.add(URI.create(request.url()).getPath() + " " + request.postData());
                }
            });
            ask(page);
            assertThat(page.locator(".answer").nth(0)).not().isEmpty();
            assertThat(asked)
                    .hasSize(3)
                    .anySatisfy(request -> assertThat(request)
                            .startsWith("/v1/completions ")
                            .contains("\"model\":\"base\"", "\"prompt\":\"Write a shopping list\\n\""))
                    .anySatisfy(request -> assertThat(request)
                            .startsWith("/v1/chat/completions ")
                            .contains("\"model\":\"tuned\"", "\"messages\""))
                    .anySatisfy(request -> assertThat(request)
                            .startsWith("/v1/chat/completions ")
                            .contains("\"model\":\"base\"", "\"messages\""));
        });
    }

    /** Asks with a seed and waits for the answers. */
    private static void ask(Page page) {
        page.getByLabel("Most tokens").fill("24");
        page.getByLabel("Seed").fill("7");
        page.getByText("Ask all three").click();
        for (Locator note : page.locator(".note").all()) {
            assertThat(note)
                    .containsText(
                            Pattern.compile("· seed 7"),
                            new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
        }
        assertThat(page.getByText("Ask all three"))
                .isEnabled(new LocatorAssertions.IsEnabledOptions().setTimeout(PATIENCE_MILLIS));
    }

    /** Signs in; what goes wrong in the page fails the test. */
    private void onThePage(Consumer<Page> test) {
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
            test.accept(page);
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
