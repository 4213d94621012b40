package macaw.labeling.markdown;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlWriter;

/** What stands for links, images and headings in {@link Markdown}. */
final class HarmlessNodes implements NodeRenderer {
    private static final Set<String> SCHEMES = Set.of("http://", "https://", "mailto:");

    private final HtmlNodeRendererContext context;
    private final HtmlWriter html;

    HarmlessNodes(HtmlNodeRendererContext context) {
        this.context = context;
        this.html = context.getWriter();
    }

    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
        return Set.of(Link.class, Image.class, Heading.class);
    }

    @Override
    public void render(Node node) {
        switch (node) {
            case Link link -> link(link);
            case Image image -> image(image);
            case Heading heading -> heading(heading);
            default -> throw new IllegalArgumentException("renders no " + node);
        }
    }

    private void link(Link link) {
        String target = link.getDestination();
        if (!leadsOut(target)) {
            children(link);
            return;
        }
        html.tag(
                "a",
                Map.of("href", context.encodeUrl(target), "rel", "noopener noreferrer nofollow", "target", "_blank"));
        children(link);
        html.tag("/a");
    }

    private static boolean leadsOut(String target) {
        String lower = target.toLowerCase(Locale.ROOT);
        return SCHEMES.stream().anyMatch(lower::startsWith);
    }

    private void image(Image image) {
        html.tag("span", Map.of("class", "picture"));
        html.text("[image: ");
        children(image);
        html.text("]");
        html.tag("/span");
    }

    private void heading(Heading heading) {
        html.line();
        html.tag("p", context.extendAttributes(heading, "p", Map.of("class", "heading heading-" + heading.getLevel())));
        children(heading);
        html.tag("/p");
        html.line();
    }

    private void children(Node node) {
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            context.render(child);
        }
    }
}
