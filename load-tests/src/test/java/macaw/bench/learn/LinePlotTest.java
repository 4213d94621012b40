package macaw.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import macaw.bench.learn.LinePlot.Dot;
import macaw.bench.learn.LinePlot.Series;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class LinePlotTest {
    @Test
    void everyCurveIsDrawnFromCornerToCornerAndNamed() throws Exception {
        var rising = new Series("a < b", false, List.of(new Dot(0, 0), new Dot(10, 1)));
        var flat = new Series("peer", true, List.of(new Dot(0, 0.5)));
        String svg = new LinePlot("title", "samples", "reward", List.of(rising, flat)).svg();
        var document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg)
                .contains("M64.0 344.0 L696.0 40.0", "a &lt; b", ">peer</text>", "stroke-dasharray", ">0.2</text>");
    }

    @Test
    void aCurveWithoutHeightHasAnAxisAllTheSame() {
        var flat = new Series("flat", false, List.of(new Dot(0, 1), new Dot(5, 1)));
        assertThat(new LinePlot("t", "x", "y", List.of(flat)).svg())
                .doesNotContain("NaN")
                .contains("M64.0 192.0");
    }
}
