package macaw.labeling.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {
    @Test
    void formatsWhatModelsWrite() {
        assertThat(Markdown.html("**Milk**, `x < 1`\nand *bread*"))
                .isEqualTo(
                        "<p dir=\"auto\"><strong>Milk</strong>, <code>x &lt; 1</code><br />\nand <em>bread</em></p>\n");
        assertThat(Markdown.html("- one\n- two")).isEqualTo("<ul dir=\"auto\">\n<li>one</li>\n<li>two</li>\n</ul>\n");
        assertThat(Markdown.html("")).isEmpty();
    }

    @Test
    void headingsAreNoHeadingsOfThePage() {
        assertThat(Markdown.html("# Title\n\nText"))
                .startsWith("<p class=\"heading heading-1\" dir=\"auto\">Title</p>")
                .doesNotContain("<h1");
    }

    @Test
    void codeAndTablesAreReachableByKeyboardWhereTheyScroll() {
        assertThat(Markdown.html("```java\nint x = 1;\n```"))
                .contains("<pre dir=\"auto\" tabindex=\"0\">")
                .contains("<code class=\"language-java\">int x = 1;\n</code>");
        assertThat(Markdown.html("|a|b|\n|-|-|\n|1|2|"))
                .contains("<table dir=\"auto\" tabindex=\"0\">")
                .contains("<td>1</td>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "a <img src=x onerror=alert(1)> b",
                "<div>\n<style>*{display:none}</style>\n</div>",
                "[x](javascript:alert(1))",
                "[x](JaVaScRiPt:alert(1))",
                "[x](&#106;avascript:alert(1))",
                "[x](data:text/html;base64,PHNjcmlwdD4=)",
                "[x](vbscript:x)",
                "[x](/v1/projects \"\\\" onmouseover=alert(1)\")",
                "<javascript:alert(1)>",
                "![x](http://elsewhere.example/pixel.png)",
                "![<b>](x)",
                "[![x](http://elsewhere.example/pixel.png)](javascript:1)",
                "```\"><script>\nx\n```",
                "[x]\n\n[x]: javascript:alert(1)"
            })
    void nothingInATextIsAbleToDoAnything(String text) {
        String html = Markdown.html(text);
        assertThat(html.replaceAll("</?(p|span|pre|code|br)( (class|dir|tabindex)=\"[^\"<>]*\")*( /)?>", ""))
                .as("what is left of " + html)
                .doesNotContain("<")
                .doesNotContain(">");
    }

    @Test
    void linksLeadOutWithoutSayingWhereFrom() {
        assertThat(Markdown.html("[site](https://example.org/?a=1&b=\"2\")"))
                .contains("rel=\"noopener noreferrer nofollow\"")
                .contains("target=\"_blank\"")
                .contains("href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\"");
    }

    static Stream<String> deepTexts() {
        return Stream.of(
                ">".repeat(50_000),
                "- ".repeat(25_000),
                "*a ".repeat(16_000) + "a* ".repeat(16_000),
                "*a ".repeat(1_999) + "a* ".repeat(1_999),
                "![".repeat(3_999) + "](x)".repeat(3_999),
                "[".repeat(25_000) + "]".repeat(25_000),
                "![".repeat(10_000) + "](x)".repeat(10_000),
                "[a](<".repeat(10_000),
                "`".repeat(50_000),
                "|".repeat(20_000) + "\n" + "|-".repeat(10_000),
                "_".repeat(50_000),
                "**".repeat(12_000) + "a" + "**".repeat(12_000));
    }

    @ParameterizedTest
    @MethodSource("deepTexts")
    void endInHtmlToo(String text) {
        assertThat(Markdown.html(text)).isNotEmpty().hasSizeLessThan(4_000_000);
    }
}
