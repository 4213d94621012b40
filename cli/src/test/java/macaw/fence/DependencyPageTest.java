package macaw.fence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

/** docs/dependencies.md gives a reason for every dependency that a module names, and for nothing else. */
class DependencyPageTest {
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void thePageNamesWhatThePomsName() throws Exception {
        Set<String> used =
                new TreeSet<>(strings("pom.xml", "/project/dependencies/dependency[groupId!='macaw']/artifactId"));
        for (String module : strings("pom.xml", "/project/modules/module")) {
            used.addAll(strings(module + "/pom.xml", "/project/dependencies/dependency[groupId!='macaw']/artifactId"));
        }
        assertThat(used).contains("kafka-clients", "junit-jupiter");
        assertThat(named()).isEqualTo(used);
    }

    @Test
    void noRowStandsTwiceAndEachHasAReason() throws Exception {
        List<String[]> rows = rows();
        assertThat(rows).extracting(cells -> cells[1].strip()).doesNotHaveDuplicates();
        assertThat(rows)
                .filteredOn(cells -> !cells[1].contains("junit-jupiter"))
                .allSatisfy(cells -> assertThat(cells[3]).as(cells[1]).isNotBlank());
    }

    /** What stands in backquotes in the table's first column. */
    private static Set<String> named() throws Exception {
        Set<String> names = new TreeSet<>();
        for (String[] cells : rows()) {
            Matcher name = NAME.matcher(cells[1]);
            while (name.find()) {
                names.add(name.group(1));
            }
        }
        return names;
    }

    private static List<String[]> rows() throws Exception {
        return Files.readAllLines(ROOT.resolve("docs/dependencies.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|"))
                .toList();
    }

    private static List<String> strings(String pom, String path) throws Exception {
        var document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(pom).toFile());
        var found = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            strings.add(found.item(i).getTextContent());
        }
        return strings;
    }
}
