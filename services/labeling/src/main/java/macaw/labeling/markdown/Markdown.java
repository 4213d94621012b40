package macaw.labeling.markdown;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Block;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.Document;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Turns the Markdown of prompts, outputs and guidelines into HTML that can be put into a page as it is. Source: CommonMark 0.31, with the
 * tables of GitHub Flavored Markdown.
 *
 * <p>HTML in the text is shown as text. An image becomes its description, so nothing is fetched; a link that is not http, https or mailto
 * becomes its words. Line breaks stay. Headings are paragraphs of a class, because the page's own headings say where a reader is.
 * Each block finds its own direction of writing.
 */
public final class Markdown {
    /** Text nested deeper than this is shown as it was written. */
    private static final int DEEPEST = 60;

    /** Text with more marks that may open something is shown as it was written: the parser descends into each by recursion. */
    private static final int MOST_MARKS = 4_000;

    /** All blocks but HTML, which would swallow the lines after it. */
    private static final Set<Class<? extends Block>> BLOCKS = Set.of(
            Heading.class,
            FencedCodeBlock.class,
            IndentedCodeBlock.class,
            BlockQuote.class,
            ListBlock.class,
            ThematicBreak.class);

    private static final List<Extension> TABLES = List.of(TablesExtension.create());

    private static final Parser PARSER = Parser.builder()
            .extensions(TABLES)
            .enabledBlockTypes(BLOCKS)
            .maxOpenBlockParsers(DEEPEST)
            .build();

    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .extensions(TABLES)
            .escapeHtml(true)
            .softbreak("<br />\n")
            .attributeProviderFactory(context -> Markdown::attributes)
            .nodeRendererFactory(HarmlessNodes::new)
            .build();

    private Markdown() {}

    /** The text as HTML; empty for an empty text. */
    public static String html(String text) {
        if (text.chars()
                        .filter(mark -> mark == '*' || mark == '_' || mark == '[')
                        .count()
                > MOST_MARKS) {
            return asWritten(text);
        }
        Node document = PARSER.parse(text);
        return tooDeep(document) ? asWritten(text) : RENDERER.render(document);
    }

    private static void attributes(Node node, String tag, Map<String, String> attributes) {
        if (node.getParent() instanceof Document) {
            attributes.putIfAbsent("dir", "auto");
        }
        boolean scrolls = tag.equals("pre") || node instanceof TableBlock;
        if (scrolls) {
            attributes.put("tabindex", "0");
        }
        if (tag.equals("code") && node instanceof Block) {
            attributes.remove("dir");
        }
    }

    /** The renderer descends by recursion; this does not. */
    private static boolean tooDeep(Node document) {
        record At(Node node, int depth) {}
        var open = new ArrayDeque<At>(List.of(new At(document, 0)));
        while (!open.isEmpty()) {
            At at = open.pop();
            if (at.depth > DEEPEST) {
                return true;
            }
            for (Node child = at.node.getFirstChild(); child != null; child = child.getNext()) {
                open.push(new At(child, at.depth + 1));
            }
        }
        return false;
    }

    private static String asWritten(String text) {
        String escaped = text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
        return "<pre class=\"text\" dir=\"auto\" tabindex=\"0\">" + escaped + "</pre>\n";
    }
}
