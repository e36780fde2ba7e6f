<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>sparlet::ui::AblationView</name>
        <message numerus="yes">
            <source>%n failed</source>
            <translation>
                <numerusform>%n failed</numerusform>
                <numerusform>%n failed</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CompactDialog</name>
        <message numerus="yes">
            <source>%1 has %n layers. Choose how large the file may be, or change the bars.</source>
            <translation>
                <numerusform>%1 has %n layer. Choose how large the file may be, or change the bars.</numerusform>
                <numerusform>%1 has %n layers. Choose how large the file may be, or change the bars.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CompactTrials</name>
        <message numerus="yes">
            <source>As it is, on %n pictures</source>
            <translation>
                <numerusform>As it is, on %n picture</numerusform>
                <numerusform>As it is, on %n pictures</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ConfusionPlot</name>
        <message numerus="yes">
            <source>%n labels.</source>
            <translation>
                <numerusform>%n label.</numerusform>
                <numerusform>%n labels.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::DescribeDialog</name>
        <message numerus="yes">
            <source>%n texts</source>
            <translation>
                <numerusform>%n text</numerusform>
                <numerusform>%n texts</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n pictures could not be described. %1</source>
            <translation>
                <numerusform>%n picture could not be described. %1</numerusform>
                <numerusform>%n pictures could not be described. %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>, %n unusable lines, which a change of a text drops</source>
            <translation>
                <numerusform>, %n unusable line, which a change of a text drops</numerusform>
                <numerusform>, %n unusable lines, which a change of a text drops</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluateCompare</name>
        <message numerus="yes">
            <source>%n images moved (solid lines up, broken ones down)</source>
            <translation>
                <numerusform>%n image moved (solid lines up, broken ones down)</numerusform>
                <numerusform>%n images moved (solid lines up, broken ones down)</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluateDetails</name>
        <message numerus="yes">
            <source>%n listed images were left out.</source>
            <translation>
                <numerusform>%n listed image was left out.</numerusform>
                <numerusform>%n listed images were left out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n queries have no relevant image and do not count.</source>
            <translation>
                <numerusform>%n query has no relevant image and does not count.</numerusform>
                <numerusform>%n queries have no relevant image and do not count.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluatePage</name>
        <message numerus="yes">
            <source>%n evaluations were deleted.</source>
            <translation>
                <numerusform>%n evaluation was deleted.</numerusform>
                <numerusform>%n evaluations were deleted.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluateProjects</name>
        <message numerus="yes">
            <source>%n evaluations were added to “%1”.</source>
            <translation>
                <numerusform>%n evaluation was added to “%1”.</numerusform>
                <numerusform>%n evaluations were added to “%1”.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluateQueries</name>
        <message numerus="yes">
            <source>%n relevant images</source>
            <translation>
                <numerusform>%n relevant image</numerusform>
                <numerusform>%n relevant images</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluateTable</name>
        <message numerus="yes">
            <source>%n configurations</source>
            <translation>
                <numerusform>%n configuration</numerusform>
                <numerusform>%n configurations</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n evaluations</source>
            <translation>
                <numerusform>%n evaluation</numerusform>
                <numerusform>%n evaluations</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluationModel</name>
        <message numerus="yes">
            <source>%1, %n seeds</source>
            <translation>
                <numerusform>%1, %n seed</numerusform>
                <numerusform>%1, %n seeds</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n rounds, γ %1</source>
            <translation>
                <numerusform>%n round, γ %1</numerusform>
                <numerusform>%n rounds, γ %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ExplorePage</name>
        <message numerus="yes">
            <source>%Ln result(s)</source>
            <translation>
                <numerusform>%Ln result</numerusform>
                <numerusform>%Ln results</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln image(s)</source>
            <translation>
                <numerusform>%Ln image</numerusform>
                <numerusform>%Ln images</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::FailuresDialog</name>
        <message numerus="yes">
            <source>%n file(s) in “%1” could not be read as a picture. The rest is indexed; a file is tried again when it has changed.</source>
            <translation>
                <numerusform>%n file in “%1” could not be read as a picture. The rest is indexed; a file is tried again when it has changed.</numerusform>
                <numerusform>%n files in “%1” could not be read as a picture. The rest is indexed; a file is tried again when it has changed.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::FigureExport</name>
        <message numerus="yes">
            <source>All of the papers&apos; figures and tables, from %n measurements, in the style of the figure.</source>
            <translation>
                <numerusform>All of the papers&apos; figures and tables, from %n measurement, in the style of the figure.</numerusform>
                <numerusform>All of the papers&apos; figures and tables, from %n measurements, in the style of the figure.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n files written.</source>
            <translation>
                <numerusform>%n file written.</numerusform>
                <numerusform>%n files written.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n figures left out.</source>
            <translation>
                <numerusform>%n figure left out.</numerusform>
                <numerusform>%n figures left out.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::JobsBar</name>
        <message numerus="yes">
            <source>Show %n failure(s)</source>
            <translation>
                <numerusform>Show %n failure</numerusform>
                <numerusform>Show %n failures</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n failure(s)</source>
            <translation>
                <numerusform>%n failure</numerusform>
                <numerusform>%n failures</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::LayerModel</name>
        <message numerus="yes">
            <source>%n bits</source>
            <translation>
                <numerusform>%n bit</numerusform>
                <numerusform>%n bits</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::MeasurementModel</name>
        <message numerus="yes">
            <source>%n runs</source>
            <translation>
                <numerusform>%n run</numerusform>
                <numerusform>%n runs</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ScatterPlot</name>
        <message numerus="yes">
            <source>%n dots.</source>
            <translation>
                <numerusform>%n dot.</numerusform>
                <numerusform>%n dots.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::TradeoffPage</name>
        <message numerus="yes">
            <source>%n rows</source>
            <translation>
                <numerusform>%n row</numerusform>
                <numerusform>%n rows</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n of the papers.</source>
            <translation>
                <numerusform>%n of the papers.</numerusform>
                <numerusform>%n of the papers.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::TradeoffWords</name>
        <message numerus="yes">
            <source>%n rows have no “%1” above 0.</source>
            <translation>
                <numerusform>%n row has no “%1” above 0.</numerusform>
                <numerusform>%n rows have no “%1” above 0.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n rows have no “%1”.</source>
            <translation>
                <numerusform>%n row has no “%1”.</numerusform>
                <numerusform>%n rows have no “%1”.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n runs, mean ± deviation</source>
            <translation>
                <numerusform>%n run, mean ± deviation</numerusform>
                <numerusform>%n runs, mean ± deviation</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::MeasurementWords</name>
        <message numerus="yes">
            <source>%n queries without a relevant image left out of the means</source>
            <translation>
                <numerusform>%n query without a relevant image left out of the means</numerusform>
                <numerusform>%n queries without a relevant image left out of the means</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>scores that are not a number ranked last, in %n queries</source>
            <translation>
                <numerusform>scores that are not a number ranked last, in %n query</numerusform>
                <numerusform>scores that are not a number ranked last, in %n queries</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>codes of %n bits in every dimension</source>
            <translation>
                <numerusform>codes of %n bit in every dimension</numerusform>
                <numerusform>codes of %n bits in every dimension</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::DuplicateModel</name>
        <message numerus="yes">
            <source>%n pictures</source>
            <translation>
                <numerusform>%n picture</numerusform>
                <numerusform>%n pictures</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::DuplicatesPage</name>
        <message numerus="yes">
            <source>Of %n groups all pictures are marked.</source>
            <translation>
                <numerusform>Of %n group all pictures are marked.</numerusform>
                <numerusform>Of %n groups all pictures are marked.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Moving %n pictures to the trash</source>
            <translation>
                <numerusform>Moving %n picture to the trash</numerusform>
                <numerusform>Moving %n pictures to the trash</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Moved %n pictures to the trash, %1.</source>
            <translation>
                <numerusform>Moved %n picture to the trash, %1.</numerusform>
                <numerusform>Moved %n pictures to the trash, %1.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Brought %n pictures back.</source>
            <translation>
                <numerusform>Brought %n picture back.</numerusform>
                <numerusform>Brought %n pictures back.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n groups</source>
            <translation>
                <numerusform>%n group</numerusform>
                <numerusform>%n groups</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n pictures</source>
            <translation>
                <numerusform>%n picture</numerusform>
                <numerusform>%n pictures</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Move %n to trash</source>
            <translation>
                <numerusform>Move %n to trash</numerusform>
                <numerusform>Move %n to trash</numerusform>
            </translation>
        </message>
    </context>
</TS>
