package macaw.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import macaw.cli.systems.RestClient;
import macaw.cli.systems.RunningSystem;
import macaw.cli.systems.ServiceAddress;
import macaw.cli.systems.SystemOption;
import macaw.localstack.Service;
import macaw.localstack.StackException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a browser in. */
@Command(
        name = "link",
        description =
                "Prints a link that signs a browser in on a service's pages; it is good once and for a quarter of an hour.",
        mixinStandardHelpOptions = true)
final class LinkCommand implements Callable<Integer> {
    @Mixin
    private SystemOption system = new SystemOption();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "${COMPLETION-CANDIDATES}")
    private Service service = Service.GENERATOR;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PATH",
            description = "page to open (default: ${DEFAULT-VALUE})")
    private String path = "/";

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "whose session, e.g. a labeler's key (default: the operator's)")
    private String key = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunningSystem running = system.running();
        ServiceAddress address = running.address(service);
        HttpRequest request = RestClient.request(address.url() + "/session")
                .header("Authorization", "Bearer " + (key.isEmpty() ? running.key() : key))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client = RestClient.open()) {
            HttpResponse<String> reply = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (reply.statusCode() != 200) {
                throw new StackException(service.title() + " refuses a link: " + reply.body());
            }
            String link = new ObjectMapper().readTree(reply.body()).path("link").asText();
            System.out.println(address.url() + link + "&to=" + URLEncoder.encode(path, StandardCharsets.UTF_8));
        }
        return 0;
    }
}
