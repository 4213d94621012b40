package macaw.labeling.assembly;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pages in a real browser. Screenshots are left in target/screenshots. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("pages")
class WorkingPagesTest {
    private static final int WIDE = 1280;
    private static final int NARROW = 390;
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    private static Playwright playwright;
    private static Browser browser;

    @TestHTTPResource
    URI address;

    private final List<String> foreign = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void launch() {
        Optional<Path> chromium = Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> BROWSERS.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(chromium.isPresent(), "skipped: no chromium on this machine");
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.get())
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking")));
    }

    @AfterAll
    static void quit() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void open() {
        context = browser.newContext(new Browser.NewContextOptions().setViewportSize(WIDE, 900));
        page = context.newPage();
        page.onRequest(request -> {
            if (!request.url().startsWith(address.toString())) {
                foreign.add(request.url());
            }
        });
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("status of 4")) {
                errors.add(message.text());
            }
        });
        page.onPageError(errors::add);
    }

    @AfterEach
    void close() {
        context.close();
        assertThat(foreign).as("requests to other machines").isEmpty();
        assertThat(errors).as("errors in the browser's console").isEmpty();
    }

    private static RequestSpecification as(String key) {
        return given().header("Authorization", "Bearer " + key).contentType(ContentType.JSON);
    }

    private static RequestSpecification operator() {
        return as(TestKeys.key(Roles.OPERATOR));
    }

    private static String labeler(String name) {
        return operator()
                .body(Map.of("name", name, "simulated", false))
                .post("/v1/labelers")
                .then()
                .statusCode(200)
                .extract()
                .path("key");
    }

    private void signIn(String key, String to) {
        String link = as(key).post("/session").then().statusCode(200).extract().path("link");
        page.navigate(address.resolve(link + "&to=" + to).toString());
    }

    private static void project(String name, String kind, String... prompts) {
        operator()
                .body(Map.of(
                        "name",
                        name,
                        "kind",
                        kind,
                        "policies",
                        List.of("sft@3"),
                        "guidelines",
                        "Helpful first. Then truthful and harmless."))
                .post("/v1/projects")
                .then()
                .statusCode(200);
        List<Map<String, String>> bodies = new ArrayList<>();
        for (String prompt : prompts) {
            bodies.add(Map.of("id", "p" + bodies.size(), "text", prompt));
        }
        operator()
                .body(Map.of("prompts", bodies))
                .post("/v1/projects/" + name + "/prompts")
                .then()
                .statusCode(200);
    }

    /** One picture a width and theme. */
    private void picture(String name) {
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(WIDE, NARROW)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
                page.setViewportSize(width, 900);
                Object overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth");
                assertThat(((Number) overflow).intValue())
                        .as(name + " scrolls sideways at " + width)
                        .isLessThanOrEqualTo(0);
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(Path.of(
                                "target/screenshots",
                                name + "-" + width + "-" + theme.name().toLowerCase() + ".png")));
            }
        }
        page.setViewportSize(WIDE, 900);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator step() {
        return page.locator("#step-title");
    }

    private void choose(String field, String value) {
        page.locator("input[name='" + field + "'][value='" + value + "']").check();
    }

    private void rateShown(int overall) {
        choose("overall", String.valueOf(overall));
        Locator questions = page.locator("fieldset.question");
        for (int i = 0; i < questions.count(); i++) {
            questions
                    .nth(i)
                    .getByLabel("No", new Locator.GetByLabelOptions().setExact(true))
                    .check();
        }
    }

    @Test
    void aPersonRatesAndRanksATask() {
        project("rate", "comparison", "Write a shopping list for a picnic.\n<b>Not bold</b>");
        operator().post("/v1/projects/rate/collection").then().statusCode(200);
        signIn(labeler("Anna"), "/work/rate");

        assertThat(step()).hasText("Answer A, 1 of 4");
        assertThat(page.locator("#prompt")).hasText("Write a shopping list for a picnic.\n<b>Not bold</b>");
        assertThat(page.locator("input:checked")).hasCount(0);
        assertThat(page.locator("body")).not().containsText("sft");
        button("Next").click();
        assertThat(page.locator("fieldset.missing")).hasCount(12);
        picture("rate-missing");

        for (int i = 0; i < 4; i++) {
            assertThat(step()).hasText("Answer " + "ABCD".charAt(i) + ", " + (i + 1) + " of 4");
            rateShown(7 - i);
            if (i == 1) {
                page.reload();
                assertThat(step()).hasText("Answer B, 2 of 4");
                assertThat(page.locator("input:checked")).hasCount(12);
                picture("rate");
            }
            button("Next").click();
        }

        assertThat(step()).hasText("Rank the answers");
        assertThat(page.locator("input:checked")).hasCount(0);
        assertThat(page.locator("#order")).hasText("Nothing is ranked yet.");
        button("Submit").click();
        assertThat(page.locator("fieldset.missing")).hasCount(4);
        assertThat(page.locator("#problem")).containsText("Every answer needs a place.");
        for (int i = 0; i < 4; i++) {
            Locator card = page.locator("fieldset.card").nth(i);
            card.locator("input[value='" + (i == 0 ? 4 : Math.min(i, 2)) + "']").check();
        }
        assertThat(page.locator("#order")).containsText("Your order: B > C = D > A. It differs from your ratings");
        picture("rank");
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded. There is nothing to do");

        operator()
                .get("/v1/projects/rate/submissions")
                .then()
                .statusCode(200)
                .body("[0].ranked.rank", equalTo(List.of(1, 2, 2, 3)))
                .body("[0].ranked[0].overall", equalTo(6));
        signIn(TestKeys.key(Roles.OPERATOR), "/labels/rate");
        assertThat(page.locator("article")).hasCount(1);
        picture("labels");
        page.navigate(address.resolve("/").toString());
        picture("projects");
    }

    @Test
    void aPersonWritesADemonstrationAndWhatWasTypedSurvivesAProblemAndAReload() {
        project("write", "demonstration", "Explain rain in simple words.");
        signIn(labeler("Ben"), "/work/write");
        Locator text = page.locator("#text");
        assertThat(page.locator("#prompt")).hasText("Explain rain in simple words.");
        button("Submit").click();
        assertThat(page.locator("#problem")).containsText("TEXT_EMPTY");
        text.fill("Water falls from clouds.\nThat is rain.");
        page.reload();
        assertThat(text).hasValue("Water falls from clouds.\nThat is rain.");
        context.setOffline(true);
        button("Submit").click();
        assertThat(page.locator("#problem")).containsText("OFFLINE");
        assertThat(text).hasValue("Water falls from clouds.\nThat is rain.");
        picture("demonstrate");
        context.setOffline(false);
        errors.clear();
        button("Submit").click();
        assertThat(page.locator("#status")).containsText("Recorded.");
        operator()
                .get("/v1/projects/write/submissions")
                .then()
                .body("[0].response", equalTo("Water falls from clouds.\nThat is rain."))
                .body("[0].simulated", equalTo(false));
    }

    @Test
    void theKeyboardAloneIsEnough() {
        project("keys", "comparison", "Name three birds.");
        operator().post("/v1/projects/keys/collection").then().statusCode(200);
        signIn(labeler("Carla"), "/work/keys");
        assertThat(step()).isFocused();
        for (int i = 0; i < 4; i++) {
            for (int field = 0; field < 12; field++) {
                page.keyboard().press("Tab");
                page.keyboard().press("Space");
            }
            button("Next").focus();
            page.keyboard().press("Enter");
        }
        assertThat(step()).hasText("Rank the answers");
        for (int i = 0; i < 4; i++) {
            page.keyboard().press("Tab");
            page.keyboard().press("Space");
        }
        assertThat(page.locator("#order")).containsText("A = B = C = D");
        button("Submit").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#status")).containsText("Recorded.");
    }
}
