// SPDX-License-Identifier: EUPL-1.2
// Holds PDF files to PDF/UA-1 (ISO 14289-1) by veraPDF. usage: CheckPdf FILE…
// For each file how many checks were made, and every rule that failed, with how often and where first.
import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

class CheckPdf {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean all = true;
        for (String file : files) {
            try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(file), PDFAFlavour.PDFUA_1);
                 var validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFUA_1, false)) {
                var result = validator.validate(parser);
                Map<String, String> failed = new TreeMap<>();
                Map<String, Integer> count = new TreeMap<>();
                for (TestAssertion one : result.getTestAssertions()) {
                    if (one.getStatus() == TestAssertion.Status.FAILED) {
                        String rule = one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber();
                        failed.putIfAbsent(rule, one.getMessage() + " (" + one.getLocation().getContext() + ")");
                        count.merge(rule, 1, Integer::sum);
                    }
                }
                System.out.println(file + ": " + result.getTotalAssertions() + " checks, " + failed.size() + " rules failed");
                failed.forEach((rule, why) -> System.out.println("  " + rule + " × " + count.get(rule) + ": " + why));
                all = all && failed.isEmpty() && result.isCompliant();
            }
        }
        System.exit(all ? 0 : 1);
    }
}
