package macaw.labeling.assembly;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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

/**
 * A real browser on the running service, for tests of pages. After each test no request has gone elsewhere and the console shows no error.
 * Pictures are left in target/screenshots.
 */
abstract class BrowserRoom {
    static final int WIDE = 1280;
    private static final int NARROW = 390;
    /** WCAG 2.2 AA, and what axe advises beyond it. */
    private static final List<String> RULES =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    private static Playwright playwright;
    private static Browser browser;

    @TestHTTPResource
    URI address;

    private final List<String> foreign = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<BrowserContext> contexts = new ArrayList<>();
    BrowserContext context;
    Page page;

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
        page = browser();
        context = page.context();
    }

    @AfterEach
    void close() {
        contexts.forEach(BrowserContext::close);
        assertThat(foreign).as("requests to other machines").isEmpty();
        assertThat(errors).as("errors in the browser's console").isEmpty();
    }

    /** A browser of its own, as on another machine. */
    Page browser() {
        BrowserContext fresh = browser.newContext(new Browser.NewContextOptions().setViewportSize(WIDE, 900));
        contexts.add(fresh);
        Page opened = fresh.newPage();
        opened.onRequest(request -> {
            if (!request.url().startsWith(address.toString())) {
                foreign.add(request.url());
            }
        });
        opened.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("status of 4")) {
                errors.add(message.text());
            }
        });
        opened.onPageError(errors::add);
        return opened;
    }

    /** What the browser itself says of a network that is away on purpose is no error of a page. */
    void forgetErrors() {
        errors.clear();
    }

    static RequestSpecification as(String key) {
        return given().header("Authorization", "Bearer " + key).contentType(ContentType.JSON);
    }

    static RequestSpecification operator() {
        return as(TestKeys.key(Roles.OPERATOR));
    }

    /** The key of a new labeler. */
    static String labeler(String name) {
        return operator()
                .body(Map.of("name", name, "simulated", false))
                .post("/v1/labelers")
                .then()
                .statusCode(200)
                .extract()
                .path("key");
    }

    void signIn(String key, String to) {
        signIn(page, key, to);
    }

    void signIn(Page where, String key, String to) {
        String link = as(key).post("/session").then().statusCode(200).extract().path("link");
        where.navigate(address.resolve(link + "&to=" + to).toString());
    }

    static void project(String name, String kind, String... prompts) {
        project(
                name,
                kind,
                Map.of(),
                Stream.of(prompts)
                        .map(text -> Map.<String, Object>of("text", text))
                        .toList());
    }

    /** A project with these settings besides the usual ones, and these prompts; what is missing of a prompt is its id. */
    static void project(String name, String kind, Map<String, Object> settings, List<Map<String, Object>> prompts) {
        Map<String, Object> body = new HashMap<>(
                Map.of("name", name, "kind", kind, "guidelines", "**Helpful first.** Then truthful and harmless."));
        if (kind.equals("comparison")) {
            body.put("policies", List.of("sft@3"));
        }
        body.putAll(settings);
        operator().body(body).post("/v1/projects").then().statusCode(200);
        List<Map<String, Object>> named = new ArrayList<>();
        for (Map<String, Object> prompt : prompts) {
            Map<String, Object> whole = new HashMap<>(prompt);
            whole.putIfAbsent("id", "p" + named.size());
            named.add(whole);
        }
        operator()
                .body(Map.of("prompts", named))
                .post("/v1/projects/" + name + "/prompts")
                .then()
                .statusCode(200);
    }

    /** A comparison project whose outputs are there. */
    static void comparisons(String name, String... prompts) {
        project(name, "comparison", prompts);
        collect(name);
    }

    static void collect(String name) {
        operator().post("/v1/projects/" + name + "/collection").then().statusCode(200);
    }

    static ValidatableResponse recorded(String project) {
        return operator().get("/v1/projects/" + project + "/submissions").then().statusCode(200);
    }

    /** Nothing for axe to find, in both themes. */
    void accessible(String name) {
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
            settled();
            var found = new AxeBuilder(page)
                    .setLegacyMode(true).analyze().getViolations().stream()
                            .flatMap(rule ->
                                    rule.getNodes().stream().map(node -> rule.getId() + " at " + node.getHtml()))
                            .toList();
            assertThat(found).as(name + " in " + theme).isEmpty();
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    /** One picture a width and theme, and what axe finds. */
    void picture(String name) {
        accessible(name);
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(WIDE, NARROW)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
                page.setViewportSize(width, 900);
                page.evaluate("scrollTo(0, 0)");
                settled();
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

    /** Waits for colours that fade and for what is laid out in the next frame. */
    private void settled() {
        page.evaluate("""
                () => new Promise(frame => requestAnimationFrame(() => requestAnimationFrame(frame)))
                    .then(() => Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => null))))
                """);
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator step() {
        return page.locator("#step-title");
    }

    void press(String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
    }

    void choose(String field, String value) {
        page.locator("#field-" + field + " .choice:has(input[value='" + value + "'])")
                .click();
    }

    /** Rates the shown output by mouse: this overall, every question with no. */
    void rateShown(int overall) {
        choose("overall", String.valueOf(overall));
        for (Locator no :
                page.locator(".question:visible .choice:has(input[value='no'])").all()) {
            no.click();
        }
    }

    /** Rates all four outputs by mouse, in the order shown. */
    void rateAll(int... overalls) {
        for (int overall : overalls) {
            rateShown(overall);
            button("Next").click();
        }
    }

    Locator card(String letter) {
        return page.locator(".card:has(.letter:text-is('" + letter + "'))");
    }

    Locator order() {
        return page.locator("#order");
    }
}
