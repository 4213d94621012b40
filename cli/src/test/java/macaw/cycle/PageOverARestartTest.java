package macaw.cycle;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The labeling service is killed under a page on which somebody writes. */
@Tag("cycle")
@ExtendWith(OneStack.class)
class PageOverARestartTest {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    @Test
    void whatWasTypedBeforeAndWhileTheServiceWasAwayIsHandedInAfterwards(LocalStack stack) throws Exception {
        Optional<Path> chromium = Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> BROWSERS.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(chromium.isPresent(), "skipped: no chromium on this machine");
        var lead = new JsonCaller(stack.address(Service.LABELING), stack.keys().operator());
        lead.post("/v1/projects", Map.of("name", "restarted", "kind", "demonstration"));
        lead.post(
                "/v1/projects/restarted/prompts",
                Map.of("prompts", List.of(Map.of("id", "rain", "text", "Explain rain to somebody on the moon."))));
        String key = lead.post("/v1/labelers", Map.of("name", "a test")).text("key");
        try (Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium.get())
                                .setArgs(
                                        List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking")))) {
            Page page = browser.newPage();
            page.navigate(stack.address(Service.LABELING).url() + "/work/restarted");
            page.locator("#key").fill(key);
            page.keyboard().press("Enter");
            page.waitForResponse(
                    response -> response.request().method().equals("PUT") && response.ok(),
                    () -> page.locator("#text").fill("Water falls."));
            assertThat(page.locator("#saved")).containsText("Draft saved");

            stack.kill(Service.LABELING);
            page.locator("#text").fill("Water falls from clouds.");
            submit(page);
            assertThat(page.locator("#problem")).containsText("OFFLINE");
            stack.restart(Service.LABELING);

            page.reload();
            assertThat(page.locator("#text")).hasValue("Water falls from clouds.");
            submit(page);
            assertThat(page.locator("#status")).containsText("Recorded.");
        }
        JsonNode recorded = lead.get("/v1/projects/restarted/submissions").body();
        assertEquals(
                "Water falls from clouds.", recorded.path(0).path("response").asText());
    }

    private static void submit(Page page) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Submit"))
                .click();
    }
}
