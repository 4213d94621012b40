package macaw.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** The broker's own process: formats the data directory when it is new, then runs Kafka. Arguments: properties file, data directory. */
final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] arguments) {
        String properties = arguments[0];
        if (Files.notExists(Path.of(arguments[1], "meta.properties"))) {
            int status = StorageTool.execute(
                    new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", properties}, System.out);
            if (status != 0) {
                System.exit(status);
            }
        }
        Kafka.main(new String[] {properties});
    }
}
