<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
    <context>
        <name>sparlet::ui::AblationModel</name>
        <message>
            <source>Waiting</source>
            <translation>待機中</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>学習中</translation>
        </message>
        <message>
            <source>Evaluating</source>
            <translation>評価中</translation>
        </message>
        <message>
            <source>Timing</source>
            <translation>計時</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>完了</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>失敗</translation>
        </message>
        <message>
            <source>mAP</source>
            <translation>mAP</translation>
        </message>
        <message>
            <source>P@1</source>
            <translation>P@1</translation>
        </message>
        <message>
            <source>P@10</source>
            <translation>P@10</translation>
        </message>
        <message>
            <source>Time (ms)</source>
            <translation>時間（ms）</translation>
        </message>
        <message>
            <source>Model (MB)</source>
            <translation>モデル（MB）</translation>
        </message>
        <message>
            <source>%1 %2 %</source>
            <translation>%1 %2 %</translation>
        </message>
        <message>
            <source>not timed</source>
            <translation>計時なし</translation>
        </message>
        <message>
            <source>Enter or a double click opens the evaluation</source>
            <translation>Enter キーまたはダブルクリックで評価を開きます</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1：%2</translation>
        </message>
        <message>
            <source>%1, %2</source>
            <translation>%1、%2</translation>
        </message>
        <message>
            <source>%1
%2
seed %3</source>
            <translation>%1
%2
シード %3</translation>
        </message>
        <message>
            <source>%1
seed %2</source>
            <translation>%1
シード %2</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::AblationSession</name>
        <message>
            <source>Ablation “%1”</source>
            <translation>アブレーション「%1」</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::AblationView</name>
        <message>
            <source>Ablation</source>
            <translation>アブレーション</translation>
        </message>
        <message>
            <source>Open a matrix…</source>
            <translation>マトリクスを開く…</translation>
        </message>
        <message>
            <source>A file that names methods, backbones, variants and seeds</source>
            <translation>手法、バックボーン、変種、シードを並べたファイル</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>開始</translation>
        </message>
        <message>
            <source>Train, evaluate and time every cell that is not done</source>
            <translation>終わっていないセルをすべて学習、評価、計時します</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Stop; what is done stays done</source>
            <translation>停止します。終わったものはそのまま残ります</translation>
        </message>
        <message>
            <source>Open its evaluation</source>
            <translation>評価を開く</translation>
        </message>
        <message>
            <source>Show the queries and results behind the cell</source>
            <translation>このセルのクエリと結果を表示します</translation>
        </message>
        <message>
            <source>Number in the cells</source>
            <translation>セルの数値</translation>
        </message>
        <message>
            <source>The number that done cells show</source>
            <translation>完了したセルに表示する数値</translation>
        </message>
        <message>
            <source>Cells of the ablation</source>
            <translation>アブレーションのセル</translation>
        </message>
        <message>
            <source>The matrix could not be read</source>
            <translation>マトリクスを読み込めませんでした</translation>
        </message>
        <message>
            <source>The ablation stands at %1 of %2 cells.</source>
            <translation>アブレーションは %2 セル中 %1 セルまで終わりました。</translation>
        </message>
        <message>
            <source>Matrix of an ablation</source>
            <translation>アブレーションのマトリクス</translation>
        </message>
        <message>
            <source>Matrices (*.json);;All files (*)</source>
            <translation>マトリクス (*.json);;すべてのファイル (*)</translation>
        </message>
        <message>
            <source>The ablation is running; stop it first.</source>
            <translation>アブレーションを実行中です。先に停止してください。</translation>
        </message>
        <message>
            <source>No ablation is open</source>
            <translation>アブレーションは開かれていません</translation>
        </message>
        <message>
            <source>A matrix file names methods, backbones, modules and seeds. Every cell is trained, evaluated and timed, one after the other; it can be stopped and resumed.</source>
            <translation>マトリクスのファイルには手法、バックボーン、モジュール、シードを並べます。各セルを順に学習、評価、計時し、途中で停止しても再開できます。</translation>
        </message>
        <message>
            <source>Reading the matrix</source>
            <translation>マトリクスを読み込んでいます</translation>
        </message>
        <message>
            <source>%1: %2 of %3 cells are done</source>
            <translation>%1：%3 セル中 %2 セル完了</translation>
        </message>
        <message numerus="yes">
            <source>%n failed</source>
            <translation>
                <numerusform>%n 件失敗</numerusform>
            </translation>
        </message>
        <message>
            <source>trains on %1</source>
            <translation>学習：%1</translation>
        </message>
        <message>
            <source>evaluates on %1</source>
            <translation>評価：%1</translation>
        </message>
        <message>
            <source>stopping</source>
            <translation>停止しています</translation>
        </message>
        <message>
            <source>%1 left</source>
            <translation>残り %1</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>再開</translation>
        </message>
        <message>
            <source>mAP %1</source>
            <translation>mAP %1</translation>
        </message>
        <message>
            <source>P@1 %1</source>
            <translation>P@1 %1</translation>
        </message>
        <message>
            <source>%1 ms</source>
            <translation>%1 ms</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::BitsPlot</name>
        <message>
            <source>Bits of every dimension</source>
            <translation>各次元のビット数</translation>
        </message>
        <message>
            <source>bits</source>
            <translation>ビット</translation>
        </message>
        <message>
            <source>dimensions, the most important first</source>
            <translation>次元（重要度の高い順）</translation>
        </message>
        <message>
            <source>dimension</source>
            <translation>次元</translation>
        </message>
        <message>
            <source>importance</source>
            <translation>重要度</translation>
        </message>
        <message>
            <source>dimension %1: %2 bits</source>
            <translation>次元 %1：%2 ビット</translation>
        </message>
        <message>
            <source>importance %1</source>
            <translation>重要度 %1</translation>
        </message>
        <message>
            <source>%1 dimensions of %2 to %3 bits, %4 on average.</source>
            <translation>%1 次元、%2～%3 ビット、平均 %4 ビット。</translation>
        </message>
        <message>
            <source>The most important is dimension %1 with %2.</source>
            <translation>最も重要な次元は %1（重要度 %2）です。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::BudgetPlot</name>
        <message>
            <source>%1 MB</source>
            <translation>%1 MB</translation>
        </message>
        <message>
            <source>Similarity kept at each size of the file</source>
            <translation>ファイルの大きさごとに保たれる類似度</translation>
        </message>
        <message>
            <source>file (MB)</source>
            <translation>ファイル（MB）</translation>
        </message>
        <message>
            <source>similarity kept (cosine)</source>
            <translation>保たれる類似度（コサイン）</translation>
        </message>
        <message>
            <source>mAP %1</source>
            <translation>mAP %1</translation>
        </message>
        <message>
            <source>measured: %1, cosine %2, mAP %3</source>
            <translation>測定：%1、コサイン %2、mAP %3</translation>
        </message>
        <message>
            <source>estimated: %1, cosine %2</source>
            <translation>推定：%1、コサイン %2</translation>
        </message>
        <message>
            <source>From %1 with a cosine of %2 to %3 with %4.</source>
            <translation>%1（コサイン %2）から %3（%4）まで。</translation>
        </message>
        <message>
            <source>Chosen: %1 with %2.</source>
            <translation>選択：%1、%2。</translation>
        </message>
        <message>
            <source>Measured: %1 with %2 and mAP %3.</source>
            <translation>測定：%1、%2、mAP %3。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CaptionModel</name>
        <message>
            <source>change a text</source>
            <translation>文を変更</translation>
        </message>
        <message>
            <source>Picture</source>
            <translation>画像</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CodeTableModel</name>
        <message>
            <source>kept</source>
            <translation>保持</translation>
        </message>
        <message>
            <source>Dim.</source>
            <comment>dimension, a narrow column</comment>
            <translation>次元</translation>
        </message>
        <message>
            <source>Kept</source>
            <translation>保持</translation>
        </message>
        <message>
            <source>Embedding</source>
            <translation>埋め込み</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>値</translation>
        </message>
        <message>
            <source>Stored</source>
            <translation>保存値</translation>
        </message>
        <message>
            <source>Bits</source>
            <translation>ビット</translation>
        </message>
        <message>
            <source>Importance</source>
            <translation>重要度</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CodeView</name>
        <message>
            <source>embedding</source>
            <translation>埋め込み</translation>
        </message>
        <message>
            <source>stored, above τ</source>
            <translation>保存値（τ 超）</translation>
        </message>
        <message>
            <source>stored</source>
            <translation>保存値</translation>
        </message>
        <message>
            <source>Code as a table</source>
            <translation>コードの表</translation>
        </message>
        <message>
            <source>Table</source>
            <translation>表</translation>
        </message>
        <message>
            <source>Show the code as numbers</source>
            <translation>コードを数値で表示します</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>コピー</translation>
        </message>
        <message>
            <source>Copy the code as a table of numbers</source>
            <translation>コードを数値の表としてコピーします</translation>
        </message>
        <message>
            <source>%1 of %2 dimensions stored</source>
            <translation>%2 次元中 %1 次元を保持</translation>
        </message>
        <message>
            <source>λ is the share of dimensions above the threshold τ. Of these, values that round to zero at their width are not stored.</source>
            <translation>λ は閾値 τ を超える次元の割合です。そのうち、割り当てられたビット幅でゼロに丸められる値は保存されません。</translation>
        </message>
        <message>
            <source>density λ %1</source>
            <translation>密度 λ %1</translation>
        </message>
        <message>
            <source>τ %1</source>
            <translation>τ %1</translation>
        </message>
        <message>
            <source>%1 bytes</source>
            <translation>%1 バイト</translation>
        </message>
        <message>
            <source>%1 bits on average · %2 to %3 · %4 bits for this image</source>
            <translation>平均 %1 ビット · %2～%3 · この画像は %4 ビット</translation>
        </message>
        <message>
            <source>dimension %1</source>
            <translation>次元 %1</translation>
        </message>
        <message>
            <source>dimension %1, dropped</source>
            <translation>次元 %1（除去）</translation>
        </message>
        <message>
            <source>embedding %1</source>
            <translation>埋め込み %1</translation>
        </message>
        <message>
            <source>value %1</source>
            <translation>値 %1</translation>
        </message>
        <message>
            <source>stored %1</source>
            <translation>保存値 %1</translation>
        </message>
        <message>
            <source>%1 bits</source>
            <translation>%1 ビット</translation>
        </message>
        <message>
            <source>importance %1</source>
            <translation>重要度 %1</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CodesPage</name>
        <message>
            <source>Codes of the collection</source>
            <translation>コレクションのコード</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CollapsibleSection</name>
        <message>
            <source>open</source>
            <translation>開いています</translation>
        </message>
        <message>
            <source>closed</source>
            <translation>閉じています</translation>
        </message>
        <message>
            <source>Close this section</source>
            <translation>この項目を閉じます</translation>
        </message>
        <message>
            <source>Open this section</source>
            <translation>この項目を開きます</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CollectionOverview</name>
        <message>
            <source>density (share of dimensions kept)</source>
            <translation>密度（保持する次元の割合）</translation>
        </message>
        <message>
            <source>images</source>
            <translation>画像数</translation>
        </message>
        <message>
            <source>this image</source>
            <translation>この画像</translation>
        </message>
        <message>
            <source>bits</source>
            <translation>ビット</translation>
        </message>
        <message>
            <source>dimensions</source>
            <translation>次元数</translation>
        </message>
        <message>
            <source>Collection overview</source>
            <translation>コレクションの概要</translation>
        </message>
        <message>
            <source>How sparse the images are</source>
            <translation>画像の疎性</translation>
        </message>
        <message>
            <source>Bits of the dimensions</source>
            <translation>次元のビット数</translation>
        </message>
        <message>
            <source>Bits by importance</source>
            <translation>重要度順のビット数</translation>
        </message>
        <message>
            <source>How often a dimension is used</source>
            <translation>次元の使用頻度</translation>
        </message>
        <message>
            <source>No collection yet</source>
            <translation>コレクションがまだありません</translation>
        </message>
        <message>
            <source>Here you see how sparse the codes of a collection are and how its bits are spent.</source>
            <translation>コレクションのコードがどれだけ疎か、ビットがどこに使われているかをここに示します。</translation>
        </message>
        <message>
            <source>Index a folder…</source>
            <translation>フォルダーを索引化…</translation>
        </message>
        <message>
            <source>Reading the codes</source>
            <translation>コードを読み込んでいます</translation>
        </message>
        <message>
            <source>The codes could not be read</source>
            <translation>コードを読み込めませんでした</translation>
        </message>
        <message>
            <source>instead of %1 B (%2× smaller)</source>
            <translation>%1 B から縮小（1/%2）</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>画像</translation>
        </message>
        <message>
            <source>Bytes an image</source>
            <translation>画像あたりのバイト数</translation>
        </message>
        <message>
            <source>%1 B</source>
            <translation>%1 B</translation>
        </message>
        <message>
            <source>Mean density</source>
            <translation>平均密度</translation>
        </message>
        <message>
            <source>of %1 dimensions</source>
            <translation>全 %1 次元</translation>
        </message>
        <message>
            <source>Mean bits</source>
            <translation>平均ビット数</translation>
        </message>
        <message>
            <source>of a dimension</source>
            <translation>次元あたり</translation>
        </message>
        <message>
            <source>share of images</source>
            <translation>画像の割合</translation>
        </message>
        <message>
            <source>dimension</source>
            <translation>次元</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CommandPalette</name>
        <message>
            <source>Commands</source>
            <translation>コマンド</translation>
        </message>
        <message>
            <source>Type a command</source>
            <translation>コマンドを入力</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CompactDialog</name>
        <message>
            <source>%1 MB</source>
            <translation>%1 MB</translation>
        </message>
        <message>
            <source>Measuring layers</source>
            <translation>層を測定中</translation>
        </message>
        <message>
            <source>Reading pictures</source>
            <translation>画像を読み込み中</translation>
        </message>
        <message>
            <source>Encoding pictures</source>
            <translation>画像を符号化中</translation>
        </message>
        <message>
            <source>Working</source>
            <translation>処理中</translation>
        </message>
        <message>
            <source>Make a model smaller</source>
            <translation>モデルを小さくする</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>進み具合</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Stop; nothing is written</source>
            <translation>停止します。何も書き出しません</translation>
        </message>
        <message>
            <source>Budget</source>
            <translation>上限</translation>
        </message>
        <message>
            <source>Budget of the file</source>
            <translation>ファイルの上限</translation>
        </message>
        <message>
            <source>How large the file may be; each layer gets the bits that lose least</source>
            <translation>ファイルの大きさの上限。損失が最も少ないように各層のビット数を決めます</translation>
        </message>
        <message>
            <source> MB</source>
            <translation> MB</translation>
        </message>
        <message>
            <source>Budget of the file in megabytes</source>
            <translation>ファイルの上限（メガバイト）</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>層</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1（%2）</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>元に戻す</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>やり直す</translation>
        </message>
        <message>
            <source>Back to the budget's choice</source>
            <translation>上限からの選択に戻す</translation>
        </message>
        <message>
            <source>Let the budget give each layer its bits again</source>
            <translation>各層のビット数をもう一度上限から決めます</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>測定</translation>
        </message>
        <message>
            <source>See mAP, cosine and time of these bits and shares on the pictures</source>
            <translation>このビット数と割合での mAP、コサイン、時間を画像で調べます</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>書き出す…</translation>
        </message>
        <message>
            <source>Measure, and write the smaller model to a file</source>
            <translation>測定し、小さくしたモデルをファイルに書き出します</translation>
        </message>
        <message>
            <source>Index a folder with it…</source>
            <translation>これでフォルダーを索引化…</translation>
        </message>
        <message>
            <source>Read a folder of pictures with the model that was written</source>
            <translation>書き出したモデルで画像のフォルダーを読み込みます</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>閉じる</translation>
        </message>
        <message>
            <source>Close; what was measured stays until Sparlet is closed</source>
            <translation>閉じます。測定結果は Sparlet を終了するまで残ります</translation>
        </message>
        <message>
            <source>Waiting for other jobs</source>
            <translation>ほかのジョブを待っています</translation>
        </message>
        <message>
            <source>Written to %1.</source>
            <translation>%1 に書き出しました。</translation>
        </message>
        <message>
            <source>Stopped; nothing was written.</source>
            <translation>停止しました。何も書き出していません。</translation>
        </message>
        <message>
            <source>%1 instead of %2, mAP %3 instead of %4, cosine %5; an image takes %6 ms (%7) instead of %8 ms (eager).</source>
            <translation>%2 が %1 に、mAP は %4 から %3、コサイン %5、1 枚 %8 ms（eager）から %6 ms（%7）。</translation>
        </message>
        <message>
            <source>Export the smaller model</source>
            <translation>小さくしたモデルの書き出し</translation>
        </message>
        <message>
            <source>Models (*.safetensors);;All files (*)</source>
            <translation>モデル (*.safetensors);;すべてのファイル (*)</translation>
        </message>
        <message>
            <source>Stopping</source>
            <translation>停止しています</translation>
        </message>
        <message>
            <source>%1: %2 of %3</source>
            <translation>%1：%3 中 %2</translation>
        </message>
        <message>
            <source> · %1 left</source>
            <translation> · 残り %1</translation>
        </message>
        <message>
            <source>by hand</source>
            <translation>手動</translation>
        </message>
        <message>
            <source>as the budget has it</source>
            <translation>上限のとおり</translation>
        </message>
        <message numerus="yes">
            <source>%1 has %n layers. Choose how large the file may be, or change the bars.</source>
            <translation>
                <numerusform>%1 には %n 層あります。ファイルの上限を選ぶか、バーを変えてください。</numerusform>
            </translation>
        </message>
        <message>
            <source>File</source>
            <translation>ファイル</translation>
        </message>
        <message>
            <source>of %1, %2 % less</source>
            <translation>元は %1、%2 % 減</translation>
        </message>
        <message>
            <source>Estimated cosine</source>
            <translation>推定コサイン</translation>
        </message>
        <message>
            <source>1 is the whole model</source>
            <translation>1 が元のモデル</translation>
        </message>
        <message>
            <source>Mean bits</source>
            <translation>平均ビット数</translation>
        </message>
        <message>
            <source>%1 % of weights kept</source>
            <translation>重みの %1 % を保持</translation>
        </message>
        <message>
            <source>Each layer is stored with few bits in turn, to see what it loses.</source>
            <translation>層を 1 つずつ少ないビットで保存し、失われるものを調べています。</translation>
        </message>
        <message>
            <source>A smaller file that finds nearly as well</source>
            <translation>ほぼ同じ検索性能の小さなファイル</translation>
        </message>
        <message>
            <source>Choose a model and pictures like those it will see. Sparlet measures what each layer loses with fewer bits; then you choose how small the file may be.</source>
            <translation>モデルと、それが扱う画像に近いものを選びます。ビットを減らすと各層で何が失われるかを測り、その後でファイルの大きさを選べます。</translation>
        </message>
        <message>
            <source>Plain copy…</source>
            <translation>通常形式でコピー…</translation>
        </message>
        <message>
            <source>Write the model chosen above with its weights as plain 32-bit floats, which other programs read too</source>
            <translation>上で選んだモデルを、他のプログラムでも読める通常の 32 ビット浮動小数点の重みで書き出します</translation>
        </message>
        <message>
            <source>Write a plain copy</source>
            <translation>通常形式のコピーを書き出す</translation>
        </message>
        <message>
            <source>Writing a plain copy of “%1”</source>
            <translation>「%1」の通常形式のコピーを書き出し中</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CompactForm</name>
        <message>
            <source>Browse…</source>
            <translation>参照…</translation>
        </message>
        <message>
            <source>Measure layers</source>
            <translation>層を測定</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>モデル</translation>
        </message>
        <message>
            <source>The model to make smaller; it stays as it is</source>
            <translation>小さくするモデル。元のモデルはそのまま残ります</translation>
        </message>
        <message>
            <source>Folder with a folder of pictures for each class</source>
            <translation>クラスごとのフォルダーに画像を入れたフォルダー</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>画像</translation>
        </message>
        <message>
            <source>Pictures like those the model will see, a folder for each class; not those it is judged on later</source>
            <translation>モデルが扱う画像に近いもの。クラスごとにフォルダーを分け、後で評価に使う画像は避けます</translation>
        </message>
        <message>
            <source>Choose the folder of pictures</source>
            <translation>画像のフォルダーを選択</translation>
        </message>
        <message>
            <source>Number of pictures</source>
            <translation>枚数</translation>
        </message>
        <message>
            <source>Pictures used, spread evenly over the classes</source>
            <translation>使う画像の枚数。各クラスから均等に選びます</translation>
        </message>
        <message>
            <source>See what each layer loses with fewer bits</source>
            <translation>ビットを減らすと各層で何が失われるかを調べます</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1（%2）</translation>
        </message>
        <message>
            <source>%1, %2 MB</source>
            <translation>%1、%2 MB</translation>
        </message>
        <message>
            <source>Folder of pictures</source>
            <translation>画像のフォルダー</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CompactStudy</name>
        <message>
            <source>Measuring layers of “%1”</source>
            <translation>「%1」の層を測定</translation>
        </message>
        <message>
            <source>Measuring a smaller “%1”</source>
            <translation>小さくした「%1」を測定</translation>
        </message>
        <message>
            <source>Writing a smaller “%1”</source>
            <translation>小さくした「%1」を書き出し</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CompactTrials</name>
        <message>
            <source>%1 MB</source>
            <translation>%1 MB</translation>
        </message>
        <message>
            <source>%1 ms, %2</source>
            <translation>%1 ms、%2</translation>
        </message>
        <message>
            <source>What was measured</source>
            <translation>測定したもの</translation>
        </message>
        <message>
            <source>Measured</source>
            <translation>測定</translation>
        </message>
        <message>
            <source>File</source>
            <translation>ファイル</translation>
        </message>
        <message>
            <source>mAP</source>
            <translation>mAP</translation>
        </message>
        <message>
            <source>Cosine</source>
            <translation>コサイン</translation>
        </message>
        <message>
            <source>Time an image</source>
            <translation>1 枚の時間</translation>
        </message>
        <message>
            <source>In batches of 32 on one thread, with the arithmetic it would use</source>
            <translation>32 枚ずつ 1 スレッドで、実際に使う演算での時間</translation>
        </message>
        <message>
            <source>Choose a row to go back to its bits and shares</source>
            <translation>行を選ぶと、そのビット数と割合に戻ります</translation>
        </message>
        <message>
            <source>by hand</source>
            <translation>手動</translation>
        </message>
        <message>
            <source>budget</source>
            <translation>上限から</translation>
        </message>
        <message>
            <source>%1, exported</source>
            <translation>%1、書き出し済み</translation>
        </message>
        <message>
            <source>the whole model</source>
            <translation>元のモデル</translation>
        </message>
        <message>
            <source>eager</source>
            <translation>eager</translation>
        </message>
        <message numerus="yes">
            <source>As it is, on %n pictures</source>
            <translation>
                <numerusform>そのまま、画像 %n 枚で</numerusform>
            </translation>
        </message>
        <message>
            <source>Go back to these bits and shares</source>
            <translation>このビット数と割合に戻る</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ConfusionPlot</name>
        <message>
            <source>Confusion of retrieved labels</source>
            <translation>検索されたラベルの混同</translation>
        </message>
        <message>
            <source>label of the results</source>
            <translation>結果のラベル</translation>
        </message>
        <message>
            <source>label of the query</source>
            <translation>クエリのラベル</translation>
        </message>
        <message>
            <source>There is no query of “%1”.</source>
            <translation>「%1」のクエリはありません。</translation>
        </message>
        <message>
            <source>Queries of “%1”: %2 % of the first ten results are “%3”.</source>
            <translation>「%1」のクエリ：上位 10 件の %2 % が「%3」です。</translation>
        </message>
        <message numerus="yes">
            <source>%n labels.</source>
            <translation>
                <numerusform>%n 個のラベル。</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 No wrong label among the first ten results.</source>
            <translation>%1 上位 10 件に誤ったラベルはありません。</translation>
        </message>
        <message>
            <source>%1 Most confused: %2</source>
            <translation>%1 最も多い混同：%2</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CurveLegend</name>
        <message>
            <source>Legend</source>
            <translation>凡例</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::CurvePlot</name>
        <message>
            <source>Curve over the epochs</source>
            <translation>エポックごとの曲線</translation>
        </message>
        <message>
            <source>epoch</source>
            <translation>エポック</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1 %</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1：%2</translation>
        </message>
        <message>
            <source>epoch %1</source>
            <translation>エポック %1</translation>
        </message>
        <message>
            <source>%1: %2 at epoch %3, from %4.</source>
            <translation>%1：エポック %3 で %2（開始時 %4）。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::DataPreview</name>
        <message>
            <source>What the data set holds</source>
            <translation>データセットの内容</translation>
        </message>
        <message>
            <source>Reading the data set</source>
            <translation>データセットを読み込んでいます</translation>
        </message>
        <message>
            <source>A folder with one folder of pictures a class, CIFAR-10's binary files, or a packed file.</source>
            <translation>クラスごとのフォルダーに画像を入れたフォルダー、CIFAR-10 のバイナリーファイル、またはパック済みファイル。</translation>
        </message>
        <message>
            <source>%1 pictures in %2 classes, %3 each.</source>
            <translation>%2 クラス、画像 %1 枚（各 %3 枚）。</translation>
        </message>
        <message>
            <source>%1 pictures in %2 classes, %3 to %4 each.</source>
            <translation>%2 クラス、画像 %1 枚（各 %3〜%4 枚）。</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1：%2</translation>
        </message>
        <message>
            <source>…</source>
            <translation>…</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::DescribeDialog</name>
        <message>
            <source>free</source>
            <translation>無料</translation>
        </message>
        <message>
            <source>Describe pictures</source>
            <translation>画像を説明</translation>
        </message>
        <message>
            <source>Progress of describing</source>
            <translation>説明の進み具合</translation>
        </message>
        <message numerus="yes">
            <source>Try %n pictures</source>
            <translation>
                <numerusform>%n 枚で試す</numerusform>
            </translation>
        </message>
        <message>
            <source>Describe a few pictures and see what the rest will take</source>
            <translation>数枚だけ説明させ、残りにかかる時間と費用を見積もります</translation>
        </message>
        <message>
            <source>Describe all</source>
            <translation>すべて説明</translation>
        </message>
        <message>
            <source>Describe every picture that has no text yet</source>
            <translation>まだ文のない画像をすべて説明させます</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Stop; what was described stays</source>
            <translation>停止します。説明済みの文は残ります</translation>
        </message>
        <message>
            <source>File…</source>
            <translation>ファイル…</translation>
        </message>
        <message>
            <source>Choose the captions file</source>
            <translation>キャプションファイルを選びます</translation>
        </message>
        <message>
            <source>may be empty for a server with one model</source>
            <translation>モデルが一つのサーバーでは空欄で構いません</translation>
        </message>
        <message>
            <source>none</source>
            <translation>なし</translation>
        </message>
        <message>
            <source>two short, plain sentences on what the picture shows</source>
            <translation>画像に写っているものを短い二文で</translation>
        </message>
        <message>
            <source>Captions file</source>
            <translation>キャプションファイル</translation>
        </message>
        <message>
            <source>Where the texts are kept; what it has is not asked for again</source>
            <translation>文の保存先。すでにある文は再び尋ねません</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>アドレス</translation>
        </message>
        <message>
            <source>An OpenAI-compatible chat service, here or elsewhere</source>
            <translation>OpenAI 互換のチャットサービス（このマシンまたは外部）</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>モデル</translation>
        </message>
        <message>
            <source>As the service calls it; it must be able to see pictures</source>
            <translation>サービスでの名前。画像を読めるモデルが必要です</translation>
        </message>
        <message>
            <source>Prompt</source>
            <translation>プロンプト</translation>
        </message>
        <message>
            <source>What the model is asked about each picture</source>
            <translation>各画像についてモデルに尋ねる内容</translation>
        </message>
        <message>
            <source>Key variable</source>
            <translation>キーの変数</translation>
        </message>
        <message>
            <source>At a time</source>
            <translation>同時数</translation>
        </message>
        <message>
            <source>Questions asked at a time</source>
            <translation>同時に尋ねる数</translation>
        </message>
        <message>
            <source>Of a million tokens of question, for the estimate</source>
            <translation>質問 100 万トークンあたり（見積もり用）</translation>
        </message>
        <message>
            <source>Of a million tokens of answer, for the estimate</source>
            <translation>回答 100 万トークンあたり（見積もり用）</translation>
        </message>
        <message>
            <source>Captions (*.jsonl);;All files (*)</source>
            <translation>キャプション (*.jsonl);;すべてのファイル (*)</translation>
        </message>
        <message>
            <source>Search the texts</source>
            <translation>文を検索</translation>
        </message>
        <message>
            <source>Texts of the pictures</source>
            <translation>画像の文</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>元に戻す</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>やり直す</translation>
        </message>
        <message>
            <source>Asking %1…</source>
            <translation>%1 に問い合わせ中…</translation>
        </message>
        <message>
            <source>Describing pictures</source>
            <translation>画像を説明中</translation>
        </message>
        <message>
            <source>%1 of %2 pictures</source>
            <translation>%1 / %2 枚</translation>
        </message>
        <message>
            <source> · %1 left</source>
            <translation> · 残り %1</translation>
        </message>
        <message>
            <source>Stopped. What was described is in the file; go on whenever you like.</source>
            <translation>停止しました。説明済みの文はファイルにあり、いつでも続けられます。</translation>
        </message>
        <message>
            <source>%1 of %2 pictures described in %3.</source>
            <translation>%2 枚中 %1 枚を %3で説明しました。</translation>
        </message>
        <message>
            <source>The other %1 take about %2 and cost about %3.</source>
            <translation>残り %1 枚には約 %2、費用は約 %3 かかります。</translation>
        </message>
        <message>
            <source>The other %1 take about %2.</source>
            <translation>残り %1 枚には約 %2かかります。</translation>
        </message>
        <message numerus="yes">
            <source>%n pictures could not be described. %1</source>
            <translation>
                <numerusform>%n 枚は説明できませんでした。%1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n texts</source>
            <translation>
                <numerusform>%n 件の文</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>, %n unusable lines, which a change of a text drops</source>
            <translation>
                <numerusform>、使えない行 %n 行（文を変更すると消えます）</numerusform>
            </translation>
        </message>
        <message>
            <source>Saved.</source>
            <translation>保存しました。</translation>
        </message>
        <message>
            <source>Key</source>
            <translation>キー</translation>
        </message>
        <message>
            <source>Environment variable that holds the key where none is typed</source>
            <translation>キーを入力しないときに使う、キーの入った環境変数</translation>
        </message>
        <message>
            <source>Price of questions</source>
            <translation>質問の単価</translation>
        </message>
        <message>
            <source>Price of answers</source>
            <translation>回答の単価</translation>
        </message>
        <message>
            <source>No texts yet</source>
            <translation>まだ文がありません</translation>
        </message>
        <message>
            <source>Try a few pictures to see what the model says.</source>
            <translation>数枚で試すと、モデルの説明を確かめられます。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluateCompare</name>
        <message>
            <source>Evaluation on the left</source>
            <translation>左の評価</translation>
        </message>
        <message>
            <source>The ranking on the left</source>
            <translation>左側の順位</translation>
        </message>
        <message>
            <source>Evaluation on the right</source>
            <translation>右の評価</translation>
        </message>
        <message>
            <source>The ranking on the right</source>
            <translation>右側の順位</translation>
        </message>
        <message>
            <source>Swap left and right</source>
            <translation>左右を入れ替える</translation>
        </message>
        <message>
            <source>The query before in the list</source>
            <translation>一覧の前のクエリ</translation>
        </message>
        <message>
            <source>The next query of the list</source>
            <translation>一覧の次のクエリ</translation>
        </message>
        <message>
            <source>first </source>
            <translation>上位 </translation>
        </message>
        <message>
            <source>How many results are compared</source>
            <translation>比較する結果の数</translation>
        </message>
        <message>
            <source>How many results of each are compared</source>
            <translation>それぞれ何件の結果を比較するか</translation>
        </message>
        <message>
            <source>How much the two differ</source>
            <translation>二つの違いの大きさ</translation>
        </message>
        <message>
            <source>What moved, farthest first</source>
            <translation>順位の変化（大きい順）</translation>
        </message>
        <message>
            <source>%1 · mAP %2</source>
            <translation>%1 · mAP %2</translation>
        </message>
        <message>
            <source>Two rankings of one query</source>
            <translation>一つのクエリの二つの順位</translation>
        </message>
        <message>
            <source>Choose another evaluation on one of the sides.</source>
            <translation>どちらかの側で別の評価を選んでください。</translation>
        </message>
        <message>
            <source>Select two evaluations over the same pictures, two models or two arithmetics, to see what moved.</source>
            <translation>同じ画像についての評価を二つ（二つのモデル、または二つの演算）選ぶと、何が動いたかが分かります。</translation>
        </message>
        <message>
            <source>Comparing</source>
            <translation>比較しています</translation>
        </message>
        <message>
            <source>The two cannot be compared</source>
            <translation>この二つは比較できません</translation>
        </message>
        <message>
            <source>AP %1 → %2</source>
            <translation>AP %1 → %2</translation>
        </message>
        <message>
            <source>%1 % of the first %2 are in both</source>
            <translation>上位 %2 件の %1 % が共通</translation>
        </message>
        <message>
            <source>Kendall τ %1 over the whole gallery</source>
            <translation>ギャラリー全体のケンドールの τ %1</translation>
        </message>
        <message numerus="yes">
            <source>%n images moved (solid lines up, broken ones down)</source>
            <translation>
                <numerusform>%n 枚が移動（実線は上昇、破線は下降）</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluateDetails</name>
        <message>
            <source>Protocol and convention</source>
            <translation>プロトコルと定義</translation>
        </message>
        <message>
            <source>About the selected evaluations</source>
            <translation>選択した評価について</translation>
        </message>
        <message>
            <source>Every query with its average precision and its results</source>
            <translation>各クエリの平均適合率と結果</translation>
        </message>
        <message>
            <source>Precision against recall and against k</source>
            <translation>再現率および k に対する適合率</translation>
        </message>
        <message>
            <source>Which labels are found for which</source>
            <translation>どのラベルに対してどのラベルが見つかるか</translation>
        </message>
        <message>
            <source>Two rankings of one query, side by side</source>
            <translation>一つのクエリの二つの順位を並べて表示</translation>
        </message>
        <message>
            <source>The images of this evaluation have no labels that could be taken for each other.</source>
            <translation>この評価の画像には、取り違えられるラベルがありません。</translation>
        </message>
        <message>
            <source>Of the first ten results of a label&apos;s queries, the share in percent that has each label. A click, or Enter, lists the queries of a row.</source>
            <translation>各ラベルのクエリの上位 10 件のうち、それぞれのラベルが占める割合（%）。クリックまたは Enter キーで、その行のクエリを一覧します。</translation>
        </message>
        <message>
            <source>Reading the evaluation</source>
            <translation>評価を読み込んでいます</translation>
        </message>
        <message>
            <source>Queries</source>
            <translation>クエリ</translation>
        </message>
        <message>
            <source>Curves</source>
            <translation>曲線</translation>
        </message>
        <message>
            <source>Confusion</source>
            <translation>混同</translation>
        </message>
        <message>
            <source>Rank diff</source>
            <translation>順位の差</translation>
        </message>
        <message>
            <source>The evaluation could not be read</source>
            <translation>評価を読み込めませんでした</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>再試行</translation>
        </message>
        <message>
            <source>No evaluation yet</source>
            <translation>評価はまだありません</translation>
        </message>
        <message>
            <source>Evaluate a model on labelled pictures, see its mAP and P@k, and the images behind every number.</source>
            <translation>ラベル付きの画像でモデルを評価し、mAP と P@k、そしてその数値の元になった画像を確かめます。</translation>
        </message>
        <message>
            <source>New evaluation…</source>
            <translation>新しい評価…</translation>
        </message>
        <message>
            <source>No evaluation is selected</source>
            <translation>評価が選択されていません</translation>
        </message>
        <message>
            <source>Select one to see its queries, several to lay their curves over each other.</source>
            <translation>一つ選ぶとクエリを、複数選ぶと重ねた曲線を表示します。</translation>
        </message>
        <message>
            <source>“%1” cannot be opened</source>
            <translation>「%1」を開けません</translation>
        </message>
        <message>
            <source>%1 · mAP %2 · %3 queries, gallery of %4</source>
            <translation>%1 · mAP %2 · クエリ %3 件、ギャラリー %4 枚</translation>
        </message>
        <message>
            <source>Protocol and convention: %1.</source>
            <translation>プロトコルと定義：%1。</translation>
        </message>
        <message>
            <source>The selected evaluations differ in data, protocol or convention: their numbers cannot be compared.</source>
            <translation>選択した評価はデータ、プロトコル、または定義が異なるため、数値を比較できません。</translation>
        </message>
        <message numerus="yes">
            <source>%n listed images were left out.</source>
            <translation>
                <numerusform>リストの画像 %n 枚を除きました。</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n queries have no relevant image and do not count.</source>
            <translation>
                <numerusform>関連画像のないクエリ %n 件は数えません。</numerusform>
            </translation>
        </message>
        <message>
            <source>Means over the queries. Left: precision interpolated as the maximum at any recall not smaller.</source>
            <translation>クエリについての平均。左：適合率は、それ以上の再現率での最大値で補間しています。</translation>
        </message>
        <message>
            <source>Shown are the first %1 of %2 selected ones.</source>
            <translation>選択した %2 件のうち最初の %1 件を表示しています。</translation>
        </message>
        <message>
            <source>&amp;Locate pictures…</source>
            <translation>画像の場所を指定(&amp;L)…</translation>
        </message>
        <message>
            <source>Choose the folder that has them by now</source>
            <translation>画像が今あるフォルダーを選ぶ</translation>
        </message>
        <message>
            <source>Its pictures are not in “%1” any more.</source>
            <translation>画像はもう「%1」にありません。</translation>
        </message>
        <message>
            <source>Some of its pictures are not in “%1” any more.</source>
            <translation>一部の画像はもう「%1」にありません。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluateDialog</name>
        <message>
            <source>New evaluation</source>
            <translation>新しい評価</translation>
        </message>
        <message>
            <source>Evaluate</source>
            <translation>評価</translation>
        </message>
        <message>
            <source>&amp;Model</source>
            <translation>モデル(&amp;M)</translation>
        </message>
        <message>
            <source>File…</source>
            <translation>ファイル…</translation>
        </message>
        <message>
            <source>A model file that lies elsewhere</source>
            <translation>別の場所にあるモデルファイル</translation>
        </message>
        <message>
            <source>&amp;Data</source>
            <translation>データ(&amp;D)</translation>
        </message>
        <message>
            <source>Folder…</source>
            <translation>フォルダー…</translation>
        </message>
        <message>
            <source>A folder of class folders, or of CIFAR-10&apos;s files</source>
            <translation>クラスごとのフォルダーを含むフォルダー、または CIFAR-10 のファイルのフォルダー</translation>
        </message>
        <message>
            <source>List…</source>
            <translation>リスト…</translation>
        </message>
        <message>
            <source>A CSV list of paths and labels, or a ground-truth file</source>
            <translation>パスとラベルの CSV リスト、または正解データのファイル</translation>
        </message>
        <message>
            <source>&amp;Protocol</source>
            <translation>プロトコル(&amp;P)</translation>
        </message>
        <message>
            <source>Ranked by</source>
            <translation>順位付け</translation>
        </message>
        <message>
            <source>Expansion</source>
            <translation>クエリ拡張</translation>
        </message>
        <message>
            <source>Timing</source>
            <translation>計時</translation>
        </message>
        <message>
            <source>Na&amp;me</source>
            <translation>名前(&amp;M)</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>モデル</translation>
        </message>
        <message>
            <source>The model that is measured</source>
            <translation>測定するモデル</translation>
        </message>
        <message>
            <source>%1 (default)</source>
            <translation>%1（既定）</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>データ</translation>
        </message>
        <message>
            <source>Labelled pictures</source>
            <translation>ラベル付きの画像</translation>
        </message>
        <message>
            <source>Protocol</source>
            <translation>プロトコル</translation>
        </message>
        <message>
            <source>What is a query and what is gallery</source>
            <translation>どれがクエリで、どれがギャラリーか</translation>
        </message>
        <message>
            <source>Class folders, leave one out</source>
            <translation>クラスフォルダー、一つ抜き</translation>
        </message>
        <message>
            <source>CIFAR-10</source>
            <translation>CIFAR-10</translation>
        </message>
        <message>
            <source>CSV list</source>
            <translation>CSV リスト</translation>
        </message>
        <message>
            <source>Ground truth, revisited Oxford and Paris</source>
            <translation>正解データ（revisited Oxford / Paris）</translation>
        </message>
        <message>
            <source>the stored &amp;codes</source>
            <translation>保存されるコード(&amp;C)</translation>
        </message>
        <message>
            <source>As a search does it</source>
            <translation>検索と同じ方法</translation>
        </message>
        <message>
            <source>the &amp;float embedding</source>
            <translation>浮動小数点の埋め込み(&amp;F)</translation>
        </message>
        <message>
            <source>What the network says before it becomes a code</source>
            <translation>コードになる前のネットワークの出力</translation>
        </message>
        <message>
            <source>Measure &amp;time and memory too</source>
            <translation>時間とメモリーも測る(&amp;T)</translation>
        </message>
        <message>
            <source>Takes a minute more; other work on this machine disturbs it</source>
            <translation>1 分ほど長くかかります。このマシンの他の処理に影響されます</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名前</translation>
        </message>
        <message>
            <source>Made from model and data where it is empty</source>
            <translation>空欄ならモデルとデータから作ります</translation>
        </message>
        <message>
            <source>Which lists count</source>
            <translation>どのリストを数えるか</translation>
        </message>
        <message>
            <source>Which lists count as relevant; the other one is junk</source>
            <translation>どのリストを関連画像とするか。もう一方は対象外になります</translation>
        </message>
        <message>
            <source>Easy</source>
            <translation>Easy（易）</translation>
        </message>
        <message>
            <source>Medium: easy and hard</source>
            <translation>Medium（易と難）</translation>
        </message>
        <message>
            <source>Hard</source>
            <translation>Hard（難）</translation>
        </message>
        <message>
            <source>Folder of the pictures</source>
            <translation>画像のフォルダー</translation>
        </message>
        <message>
            <source>Folder of the pictures; empty: beside the list</source>
            <translation>画像のフォルダー（空欄ならリストと同じ場所）</translation>
        </message>
        <message>
            <source>Where the pictures of the list are</source>
            <translation>リストの画像がある場所</translation>
        </message>
        <message>
            <source>as the model &amp;has it</source>
            <translation>モデルの設定のまま(&amp;H)</translation>
        </message>
        <message>
            <source>Rounds of query expansion and γ from the model&apos;s file</source>
            <translation>クエリ拡張の回数と γ をモデルのファイルから取ります</translation>
        </message>
        <message>
            <source>rounds </source>
            <translation>回数 </translation>
        </message>
        <message>
            <source>Rounds of query expansion</source>
            <translation>クエリ拡張の回数</translation>
        </message>
        <message>
            <source>0: without expansion</source>
            <translation>0：拡張なし</translation>
        </message>
        <message>
            <source>γ </source>
            <translation>γ </translation>
        </message>
        <message>
            <source>γ, the weight of the first ranking</source>
            <translation>γ（最初の順位の重み）</translation>
        </message>
        <message>
            <source>Weight of the first ranking, 0 to 1</source>
            <translation>最初の順位の重み（0～1）</translation>
        </message>
        <message>
            <source>Model file</source>
            <translation>モデルファイル</translation>
        </message>
        <message>
            <source>Models (*.safetensors)</source>
            <translation>モデル (*.safetensors)</translation>
        </message>
        <message>
            <source>List of pictures</source>
            <translation>画像のリスト</translation>
        </message>
        <message>
            <source>CSV lists and ground truth (*.csv *.json);;All files (*)</source>
            <translation>CSV リストと正解データ (*.csv *.json);;すべてのファイル (*)</translation>
        </message>
        <message>
            <source>Every image is a query against all others; sub-folders are labels.</source>
            <translation>どの画像も、残りすべてに対するクエリになります。サブフォルダーがラベルです。</translation>
        </message>
        <message>
            <source>Every fifth image of a class is a query; the rest is the gallery.</source>
            <translation>各クラスの 5 枚に 1 枚がクエリで、残りがギャラリーです。</translation>
        </message>
        <message>
            <source>Queries, gallery and labels as the list says: path,label and perhaps split; without a split an image is both.</source>
            <translation>クエリ、ギャラリー、ラベルはリストのとおり：path,label と任意の split。split がなければ画像は両方になります。</translation>
        </message>
        <message>
            <source>Queries and gallery as the list says, with its rule of easy, hard and junk images.</source>
            <translation>クエリとギャラリーはリストのとおりで、易・難・対象外の規則に従います。</translation>
        </message>
        <message>
            <source>This protocol reads a list: choose a file.</source>
            <translation>このプロトコルはリストを読みます。ファイルを選んでください。</translation>
        </message>
        <message>
            <source>This protocol reads a folder.</source>
            <translation>このプロトコルはフォルダーを読みます。</translation>
        </message>
        <message>
            <source>The folder of the pictures is not there.</source>
            <translation>画像のフォルダーがありません。</translation>
        </message>
        <message>
            <source>No model is installed: train one, or choose a file.</source>
            <translation>モデルがありません。学習するか、ファイルを選んでください。</translation>
        </message>
        <message>
            <source>There is no file or folder of this name.</source>
            <translation>この名前のファイルやフォルダーはありません。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluatePage</name>
        <message>
            <source>Evaluation</source>
            <translation>評価</translation>
        </message>
        <message>
            <source>Evaluations</source>
            <translation>評価</translation>
        </message>
        <message>
            <source>Ablation</source>
            <translation>アブレーション</translation>
        </message>
        <message>
            <source>Models and their numbers</source>
            <translation>モデルとその数値</translation>
        </message>
        <message>
            <source>A matrix of trainings and evaluations</source>
            <translation>学習と評価のマトリクス</translation>
        </message>
        <message>
            <source>Parts of the page</source>
            <translation>ページの区分</translation>
        </message>
        <message>
            <source>Take the table or its figures away</source>
            <translation>表や図を書き出す</translation>
        </message>
        <message>
            <source>Opening</source>
            <translation>開いています</translation>
        </message>
        <message>
            <source>Sparlet&apos;s data could not be opened</source>
            <translation>Sparlet のデータを開けませんでした</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>再試行</translation>
        </message>
        <message>
            <source>The evaluations could not be read</source>
            <translation>評価を読み込めませんでした</translation>
        </message>
        <message>
            <source>Reading the evaluations</source>
            <translation>評価を読み込んでいます</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1（%2）</translation>
        </message>
        <message>
            <source>&amp;New evaluation…</source>
            <translation>新しい評価(&amp;N)…</translation>
        </message>
        <message>
            <source>Measure a model on labelled pictures</source>
            <translation>ラベル付きの画像でモデルを測定します</translation>
        </message>
        <message>
            <source>&amp;Rank diff</source>
            <translation>順位の差(&amp;R)</translation>
        </message>
        <message>
            <source>What moved between two evaluations, query by query</source>
            <translation>二つの評価の間で何が動いたかをクエリごとに見ます</translation>
        </message>
        <message>
            <source>&amp;Filter the evaluations</source>
            <translation>評価を絞り込む(&amp;F)</translation>
        </message>
        <message>
            <source>Show only some of the rows</source>
            <translation>一部の行だけを表示します</translation>
        </message>
        <message>
            <source>Re&amp;name the evaluation</source>
            <translation>評価の名前を変える(&amp;N)</translation>
        </message>
        <message>
            <source>Give the evaluation another name (F2 in the table)</source>
            <translation>評価に別の名前を付けます（表では F2 キー）</translation>
        </message>
        <message>
            <source>&amp;Delete the evaluations</source>
            <translation>評価を削除(&amp;D)</translation>
        </message>
        <message>
            <source>Delete the selected evaluations (Del)</source>
            <translation>選択した評価を削除します（Del キー）</translation>
        </message>
        <message>
            <source>Copy the table as &amp;Markdown</source>
            <translation>表を Markdown でコピー(&amp;M)</translation>
        </message>
        <message>
            <source>The selected rows, or all, with their protocol and convention</source>
            <translation>選択した行、またはすべての行を、プロトコルと定義とともに</translation>
        </message>
        <message>
            <source>Copy the table as &amp;CSV</source>
            <translation>表を CSV でコピー(&amp;C)</translation>
        </message>
        <message>
            <source>Copy the table as &amp;LaTeX</source>
            <translation>表を LaTeX でコピー(&amp;L)</translation>
        </message>
        <message>
            <source>E&amp;xport the table…</source>
            <translation>表を書き出す(&amp;X)…</translation>
        </message>
        <message>
            <source>Write the table as LaTeX, Markdown or CSV</source>
            <translation>表を LaTeX、Markdown、CSV で書き出します</translation>
        </message>
        <message>
            <source>&amp;Publish as figures…</source>
            <translation>図として出版(&amp;P)…</translation>
        </message>
        <message>
            <source>Curves, confusion or the query with its results, set for print (Ctrl+P)</source>
            <translation>曲線、混同、またはクエリとその結果を印刷用に整えます（Ctrl+P）</translation>
        </message>
        <message>
            <source>Open an &amp;ablation matrix…</source>
            <translation>アブレーションのマトリクスを開く(&amp;A)…</translation>
        </message>
        <message>
            <source>A file that names methods, backbones, variants and seeds</source>
            <translation>手法、バックボーン、変種、シードを並べたファイル</translation>
        </message>
        <message>
            <source>Evaluating “%1”</source>
            <translation>「%1」を評価しています</translation>
        </message>
        <message>
            <source>Bring the deleted evaluations back (until Sparlet is closed)</source>
            <translation>削除した評価を元に戻します（Sparlet を終了するまで）</translation>
        </message>
        <message>
            <source>“%1” was deleted.</source>
            <translation>「%1」を削除しました。</translation>
        </message>
        <message numerus="yes">
            <source>%n evaluations were deleted.</source>
            <translation>
                <numerusform>%n 件の評価を削除しました。</numerusform>
            </translation>
        </message>
        <message>
            <source>The table could not be copied: %1.</source>
            <translation>表をコピーできませんでした：%1。</translation>
        </message>
        <message>
            <source>The table is on the clipboard.</source>
            <translation>表をクリップボードにコピーしました。</translation>
        </message>
        <message>
            <source>Export the table</source>
            <translation>表の書き出し</translation>
        </message>
        <message>
            <source>LaTeX (*.tex);;Markdown (*.md);;Comma-separated values (*.csv)</source>
            <translation>LaTeX (*.tex);;Markdown (*.md);;CSV (*.csv)</translation>
        </message>
        <message>
            <source>The table was written to “%1”.</source>
            <translation>表を「%1」に書き出しました。</translation>
        </message>
        <message>
            <source>L&amp;ocate the pictures…</source>
            <translation>画像の場所を指定(&amp;O)…</translation>
        </message>
        <message>
            <source>Say where the pictures of the evaluation are, after they were moved</source>
            <translation>移動した画像が今どこにあるかを指定する</translation>
        </message>
        <message>
            <source>Pictures that were in “%1”</source>
            <translation>「%1」にあった画像</translation>
        </message>
        <message>
            <source>The pictures are looked for in “%1”.</source>
            <translation>画像を「%1」で探します。</translation>
        </message>
        <message>
            <source>Look for them where they were before</source>
            <translation>以前の場所で探す</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluateProjects</name>
        <message>
            <source>&amp;Add the selected to</source>
            <translation>選択したものを追加(&amp;A)</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>プロジェクト</translation>
        </message>
        <message>
            <source>Shows only what belongs to one project</source>
            <translation>一つのプロジェクトに属するものだけを表示します</translation>
        </message>
        <message>
            <source>All projects</source>
            <translation>すべてのプロジェクト</translation>
        </message>
        <message>
            <source>New project, add to one, take one to another machine</source>
            <translation>プロジェクトの作成、追加、他のマシンへの持ち出し</translation>
        </message>
        <message>
            <source>What to do with projects</source>
            <translation>プロジェクトの操作</translation>
        </message>
        <message>
            <source>&amp;New project…</source>
            <translation>新しいプロジェクト(&amp;N)…</translation>
        </message>
        <message>
            <source>A name for runs and evaluations that belong together</source>
            <translation>まとめて扱う学習と評価に付ける名前</translation>
        </message>
        <message>
            <source>&amp;Export the project…</source>
            <translation>プロジェクトを書き出す(&amp;E)…</translation>
        </message>
        <message>
            <source>One file with its runs, evaluations and figures, to open it on another machine</source>
            <translation>学習、評価、図を一つのファイルにまとめ、別のマシンで開けるようにします</translation>
        </message>
        <message>
            <source>&amp;Import a project…</source>
            <translation>プロジェクトを読み込む(&amp;I)…</translation>
        </message>
        <message>
            <source>A project that was exported elsewhere</source>
            <translation>別の場所で書き出されたプロジェクト</translation>
        </message>
        <message>
            <source>&amp;Delete the project…</source>
            <translation>プロジェクトを削除(&amp;D)…</translation>
        </message>
        <message>
            <source>What belongs to it stays</source>
            <translation>属するものは残ります</translation>
        </message>
        <message>
            <source>A new project…</source>
            <translation>新しいプロジェクト…</translation>
        </message>
        <message>
            <source>New project</source>
            <translation>新しいプロジェクト</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名前</translation>
        </message>
        <message>
            <source>There is a project “%1” already.</source>
            <translation>プロジェクト「%1」はすでにあります。</translation>
        </message>
        <message>
            <source>The project “%1” is there; add evaluations to it.</source>
            <translation>プロジェクト「%1」を作りました。評価を追加してください。</translation>
        </message>
        <message numerus="yes">
            <source>%n evaluations were added to “%1”.</source>
            <translation>
                <numerusform>%n 件の評価を「%1」に追加しました。</numerusform>
            </translation>
        </message>
        <message>
            <source>Export the project</source>
            <translation>プロジェクトの書き出し</translation>
        </message>
        <message>
            <source>Projects (*%1)</source>
            <translation>プロジェクト (*%1)</translation>
        </message>
        <message>
            <source>Should the models be in the file too?</source>
            <translation>モデルもファイルに含めますか？</translation>
        </message>
        <message>
            <source>With them the file is as large as they are; without them all numbers, rankings and figures can be opened, but nothing new can be measured.</source>
            <translation>含めるとその分ファイルが大きくなります。含めなくても数値、順位、図はすべて開けますが、新しく測定することはできません。</translation>
        </message>
        <message>
            <source>With models</source>
            <translation>モデルを含める</translation>
        </message>
        <message>
            <source>Without models</source>
            <translation>モデルを含めない</translation>
        </message>
        <message>
            <source>Exporting “%1”</source>
            <translation>「%1」を書き出しています</translation>
        </message>
        <message>
            <source>“%1” was written to “%2”.</source>
            <translation>「%1」を「%2」に書き出しました。</translation>
        </message>
        <message>
            <source>Import a project</source>
            <translation>プロジェクトの読み込み</translation>
        </message>
        <message>
            <source>Projects (*%1);;All files (*)</source>
            <translation>プロジェクト (*%1);;すべてのファイル (*)</translation>
        </message>
        <message>
            <source>Importing “%1”</source>
            <translation>「%1」を読み込んでいます</translation>
        </message>
        <message>
            <source>The project “%1” was imported.</source>
            <translation>プロジェクト「%1」を読み込みました。</translation>
        </message>
        <message>
            <source>Delete the project</source>
            <translation>プロジェクトの削除</translation>
        </message>
        <message>
            <source>Delete the project “%1”?</source>
            <translation>プロジェクト「%1」を削除しますか？</translation>
        </message>
        <message>
            <source>Its runs and evaluations stay; they only belong to no project any more.</source>
            <translation>学習と評価は残り、どのプロジェクトにも属さなくなるだけです。</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>削除</translation>
        </message>
        <message>
            <source>The project “%1” was deleted.</source>
            <translation>プロジェクト「%1」を削除しました。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluateQueries</name>
        <message>
            <source>Label of the queries</source>
            <translation>クエリのラベル</translation>
        </message>
        <message>
            <source>Shows only queries of one label</source>
            <translation>一つのラベルのクエリだけを表示します</translation>
        </message>
        <message>
            <source>Filter the queries…</source>
            <translation>クエリを絞り込む…</translation>
        </message>
        <message>
            <source>Filter the queries</source>
            <translation>クエリを絞り込む</translation>
        </message>
        <message>
            <source>Queries, worst first</source>
            <translation>クエリ（悪い順）</translation>
        </message>
        <message>
            <source>Distribution of average precision</source>
            <translation>平均適合率の分布</translation>
        </message>
        <message>
            <source>Query</source>
            <translation>クエリ</translation>
        </message>
        <message>
            <source>Results of the query</source>
            <translation>クエリの結果</translation>
        </message>
        <message>
            <source>%1. %2</source>
            <translation>%1. %2</translation>
        </message>
        <message>
            <source>All labels</source>
            <translation>すべてのラベル</translation>
        </message>
        <message>
            <source>this query</source>
            <translation>このクエリ</translation>
        </message>
        <message>
            <source>AP</source>
            <translation>AP</translation>
        </message>
        <message>
            <source>queries</source>
            <translation>クエリ数</translation>
        </message>
        <message>
            <source>No query</source>
            <translation>クエリなし</translation>
        </message>
        <message>
            <source>No query of this evaluation passes the filter.</source>
            <translation>条件に合うクエリがこの評価にはありません。</translation>
        </message>
        <message>
            <source>Reading the ranking</source>
            <translation>順位を読み込んでいます</translation>
        </message>
        <message>
            <source>The ranking could not be read</source>
            <translation>順位を読み込めませんでした</translation>
        </message>
        <message>
            <source>%1 (not counted)</source>
            <translation>%1（対象外）</translation>
        </message>
        <message>
            <source>%1 · %2</source>
            <translation>%1 · %2</translation>
        </message>
        <message>
            <source>No image of the gallery is relevant to this query: it is left out of the means.</source>
            <translation>このクエリに関連する画像がギャラリーにないため、平均から除いています。</translation>
        </message>
        <message>
            <source>AP %1</source>
            <translation>AP %1</translation>
        </message>
        <message>
            <source>%1 % of the first ten are right</source>
            <translation>上位 10 件の %1 % が正解</translation>
        </message>
        <message numerus="yes">
            <source>%n relevant images</source>
            <translation>
                <numerusform>関連画像 %n 枚</numerusform>
            </translation>
        </message>
        <message>
            <source>most often taken for “%1”</source>
            <translation>最も多い誤りは「%1」</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluateTable</name>
        <message>
            <source>Mean over &amp;seeds</source>
            <translation>シードの平均(&amp;S)</translation>
        </message>
        <message>
            <source>Filter by name, method, data…</source>
            <translation>名前、手法、データで絞り込む…</translation>
        </message>
        <message>
            <source>Filter the evaluations</source>
            <translation>評価を絞り込む</translation>
        </message>
        <message>
            <source>Shows only rows that have all these words (Ctrl+Shift+L)</source>
            <translation>これらの語をすべて含む行だけを表示します（Ctrl+Shift+L）</translation>
        </message>
        <message>
            <source>One row for all seeds of a configuration, with mean ± deviation</source>
            <translation>同じ構成のシードを 1 行にまとめ、平均 ± 標準偏差で表示します</translation>
        </message>
        <message>
            <source>Rows that are shown</source>
            <translation>表示している行</translation>
        </message>
        <message>
            <source>Evaluations</source>
            <translation>評価</translation>
        </message>
        <message>
            <source>Columns</source>
            <translation>列</translation>
        </message>
        <message>
            <source>Choose what the table shows</source>
            <translation>表に表示するものを選びます</translation>
        </message>
        <message>
            <source>Columns of the table</source>
            <translation>表の列</translation>
        </message>
        <message>
            <source>Move the current column left</source>
            <translation>現在の列を左へ</translation>
        </message>
        <message>
            <source>Move the current column right</source>
            <translation>現在の列を右へ</translation>
        </message>
        <message>
            <source>Sort by the current column</source>
            <translation>現在の列で並べ替え</translation>
        </message>
        <message>
            <source>Columns as at first</source>
            <translation>列を最初の状態に戻す</translation>
        </message>
        <message numerus="yes">
            <source>%n configurations</source>
            <translation>
                <numerusform>%n 構成</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n evaluations</source>
            <translation>
                <numerusform>%n 件の評価</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 of %2 evaluations</source>
            <translation>%2 件中 %1 件の評価</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluationModel</name>
        <message>
            <source>Name</source>
            <translation>名前</translation>
        </message>
        <message>
            <source>Name of the evaluation; F2 changes it</source>
            <translation>評価の名前。F2 キーで変えられます</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>手法</translation>
        </message>
        <message>
            <source>Method of the model</source>
            <translation>モデルの手法</translation>
        </message>
        <message>
            <source>Backbone</source>
            <translation>バックボーン</translation>
        </message>
        <message>
            <source>Network that reads the picture</source>
            <translation>画像を読むネットワーク</translation>
        </message>
        <message>
            <source>Variant</source>
            <translation>変種</translation>
        </message>
        <message>
            <source>Modules left out of the method, or added to it</source>
            <translation>手法から外した、または加えたモジュール</translation>
        </message>
        <message>
            <source>mAP</source>
            <translation>mAP</translation>
        </message>
        <message>
            <source>Mean average precision over the queries that have a relevant image</source>
            <translation>関連画像を持つクエリについての平均適合率の平均</translation>
        </message>
        <message>
            <source>P@1</source>
            <translation>P@1</translation>
        </message>
        <message>
            <source>Share of queries whose first result is right</source>
            <translation>最初の結果が正しいクエリの割合</translation>
        </message>
        <message>
            <source>P@5</source>
            <translation>P@5</translation>
        </message>
        <message>
            <source>Share of right ones among the first five results</source>
            <translation>上位 5 件に占める正解の割合</translation>
        </message>
        <message>
            <source>P@10</source>
            <translation>P@10</translation>
        </message>
        <message>
            <source>Share of right ones among the first ten results</source>
            <translation>上位 10 件に占める正解の割合</translation>
        </message>
        <message>
            <source>Time (ms)</source>
            <translation>時間（ms）</translation>
        </message>
        <message>
            <source>Encoding one picture alone, in milliseconds</source>
            <translation>画像を 1 枚ずつ符号化する時間（ミリ秒）</translation>
        </message>
        <message>
            <source>Time of 32 (ms)</source>
            <translation>32 枚の時間（ms）</translation>
        </message>
        <message>
            <source>Encoding 32 pictures at once, in milliseconds each</source>
            <translation>32 枚をまとめて符号化したときの 1 枚あたりの時間（ミリ秒）</translation>
        </message>
        <message>
            <source>Model (MB)</source>
            <translation>モデル（MB）</translation>
        </message>
        <message>
            <source>Size of the model&apos;s file, in megabytes</source>
            <translation>モデルのファイルの大きさ（メガバイト）</translation>
        </message>
        <message>
            <source>Bytes/image</source>
            <translation>バイト/枚</translation>
        </message>
        <message>
            <source>Stored for one picture, mean</source>
            <translation>1 枚あたりに保存するバイト数の平均</translation>
        </message>
        <message>
            <source>Memory (MiB)</source>
            <translation>メモリー（MiB）</translation>
        </message>
        <message>
            <source>Most memory in use while encoding</source>
            <translation>符号化中の最大メモリー</translation>
        </message>
        <message>
            <source>Parameters (M)</source>
            <translation>パラメーター（百万）</translation>
        </message>
        <message>
            <source>Numbers in the network, in millions</source>
            <translation>ネットワークの数値の数（百万）</translation>
        </message>
        <message>
            <source>Density (%)</source>
            <translation>密度（%）</translation>
        </message>
        <message>
            <source>Share of dimensions that a code keeps, mean</source>
            <translation>コードに残る次元の割合の平均</translation>
        </message>
        <message>
            <source>Bits</source>
            <translation>ビット</translation>
        </message>
        <message>
            <source>Bits of a dimension, mean</source>
            <translation>1 次元あたりのビット数の平均</translation>
        </message>
        <message>
            <source>mAP, no expansion</source>
            <translation>mAP（拡張なし）</translation>
        </message>
        <message>
            <source>mAP of the same codes without query expansion</source>
            <translation>同じコードのクエリ拡張なしの mAP</translation>
        </message>
        <message>
            <source>mAP, float</source>
            <translation>mAP（浮動小数点）</translation>
        </message>
        <message>
            <source>mAP of the embedding before it becomes a code, without query expansion</source>
            <translation>コードになる前の埋め込みの、クエリ拡張なしの mAP</translation>
        </message>
        <message>
            <source>Expansion</source>
            <translation>クエリ拡張</translation>
        </message>
        <message>
            <source>Rounds of query expansion and its γ</source>
            <translation>クエリ拡張の回数と γ</translation>
        </message>
        <message>
            <source>Arithmetic</source>
            <translation>演算</translation>
        </message>
        <message>
            <source>Arithmetic that the network computed in</source>
            <translation>ネットワークの計算に使った演算</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>デバイス</translation>
        </message>
        <message>
            <source>Device that encoded the pictures</source>
            <translation>画像を符号化したデバイス</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>シード</translation>
        </message>
        <message>
            <source>Seed of the training run</source>
            <translation>学習のシード</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>データ</translation>
        </message>
        <message>
            <source>Pictures that were ranked</source>
            <translation>順位付けした画像</translation>
        </message>
        <message>
            <source>Protocol</source>
            <translation>プロトコル</translation>
        </message>
        <message>
            <source>What is a query and what is gallery</source>
            <translation>どれがクエリで、どれがギャラリーか</translation>
        </message>
        <message>
            <source>Queries</source>
            <translation>クエリ</translation>
        </message>
        <message>
            <source>Number of queries</source>
            <translation>クエリの数</translation>
        </message>
        <message>
            <source>Gallery</source>
            <translation>ギャラリー</translation>
        </message>
        <message>
            <source>Images that a query is ranked against</source>
            <translation>クエリに対して順位付けされる画像の数</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>プロジェクト</translation>
        </message>
        <message>
            <source>Project that it belongs to</source>
            <translation>属するプロジェクト</translation>
        </message>
        <message>
            <source>Created</source>
            <translation>作成日時</translation>
        </message>
        <message>
            <source>When the evaluation was made</source>
            <translation>評価を行った日時</translation>
        </message>
        <message numerus="yes">
            <source>%1, %n seeds</source>
            <translation>
                <numerusform>%1、%n シード</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n rounds, γ %1</source>
            <translation>
                <numerusform>%n 回、γ %1</numerusform>
            </translation>
        </message>
        <message>
            <source>none</source>
            <translation>なし</translation>
        </message>
        <message>
            <source>%1 ± %2</source>
            <translation>%1 ± %2</translation>
        </message>
        <message>
            <source>%1
%2</source>
            <translation>%1
%2</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::EvaluationQueryModel</name>
        <message>
            <source>none</source>
            <translation>なし</translation>
        </message>
        <message>
            <source>No image of the gallery is relevant to this query: it is left out of the means.</source>
            <translation>このクエリに関連する画像がギャラリーにないため、平均から除いています。</translation>
        </message>
        <message>
            <source>Picture that was searched with</source>
            <translation>検索に使った画像</translation>
        </message>
        <message>
            <source>Query</source>
            <translation>クエリ</translation>
        </message>
        <message>
            <source>Label of the query</source>
            <translation>クエリのラベル</translation>
        </message>
        <message>
            <source>Label</source>
            <translation>ラベル</translation>
        </message>
        <message>
            <source>Average precision of the query</source>
            <translation>クエリの平均適合率</translation>
        </message>
        <message>
            <source>AP</source>
            <translation>AP</translation>
        </message>
        <message>
            <source>Whether the first result is right</source>
            <translation>最初の結果が正しいか</translation>
        </message>
        <message>
            <source>P@1</source>
            <translation>P@1</translation>
        </message>
        <message>
            <source>Share of right ones among the first ten results</source>
            <translation>上位 10 件に占める正解の割合</translation>
        </message>
        <message>
            <source>P@10</source>
            <translation>P@10</translation>
        </message>
        <message>
            <source>Images of the gallery that are relevant to the query</source>
            <translation>クエリに関連するギャラリーの画像の数</translation>
        </message>
        <message>
            <source>Relevant</source>
            <translation>関連</translation>
        </message>
        <message>
            <source>The wrong label that most of the first ten results have</source>
            <translation>上位 10 件に最も多い誤ったラベル</translation>
        </message>
        <message>
            <source>Taken for</source>
            <translation>誤認先</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ExpansionDelegate</name>
        <message>
            <source>+%1 · overlap %2 % · drift %3</source>
            <translation>+%1 · 重複 %2 % · ずれ %3</translation>
        </message>
        <message>
            <source>new</source>
            <translation>新規</translation>
        </message>
        <message>
            <source>kept</source>
            <translation>保持</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ExpansionModel</name>
        <message>
            <source>low</source>
            <translation>小</translation>
        </message>
        <message>
            <source>medium</source>
            <translation>中</translation>
        </message>
        <message>
            <source>high</source>
            <translation>大</translation>
        </message>
        <message>
            <source>round %1: %2 new, overlap %3 %, drift %4</source>
            <translation>%1 回目：新規 %2、重複 %3 %、ずれ %4</translation>
        </message>
        <message>
            <source>Round %1</source>
            <translation>%1 回目</translation>
        </message>
        <message>
            <source>weight %1</source>
            <translation>重み %1</translation>
        </message>
        <message>
            <source>new in this round</source>
            <translation>この回で加わりました</translation>
        </message>
        <message>
            <source>kept from the round before</source>
            <translation>前の回から続いています</translation>
        </message>
        <message>
            <source>new</source>
            <translation>新規</translation>
        </message>
        <message>
            <source>kept</source>
            <translation>保持</translation>
        </message>
        <message>
            <source>Image</source>
            <translation>画像</translation>
        </message>
        <message>
            <source>Weight</source>
            <translation>重み</translation>
        </message>
        <message>
            <source>Joined</source>
            <translation>参加</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ExpansionPanel</name>
        <message>
            <source>γ, the weight of the initial score</source>
            <translation>γ（最初のスコアの重み）</translation>
        </message>
        <message>
            <source>γ: how much the first score counts. 1: expansion changes nothing; 0: only the expanded query counts.</source>
            <translation>γ：最初のスコアをどれだけ重んじるか。1 なら拡張しても変わらず、0 なら拡張後のクエリだけで順位を決めます。</translation>
        </message>
        <message>
            <source>Rounds of expansion and the images that took part</source>
            <translation>拡張の各回と、加わった画像</translation>
        </message>
        <message>
            <source>No expansion yet</source>
            <translation>クエリ拡張はまだありません</translation>
        </message>
        <message>
            <source>With one round or more, the best results join the query and the search is run again. What each round added is listed here.</source>
            <translation>1 回以上にすると、上位の結果がクエリに加わり、もう一度検索します。各回に加わった画像をここに示します。</translation>
        </message>
        <message>
            <source>&amp;Rounds</source>
            <translation>回数(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;γ, first score</source>
            <translation>&amp;γ（初回の重み）</translation>
        </message>
        <message>
            <source>The query has drifted far from what you asked for. Fewer rounds or a larger γ keep it closer.</source>
            <translation>クエリが最初の意図から大きくずれています。回数を減らすか γ を大きくすると近づきます。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ExplorePage</name>
        <message>
            <source>Rounds</source>
            <translation>拡張の回数</translation>
        </message>
        <message>
            <source>Filter by name or folder</source>
            <translation>名前やフォルダーで絞り込む</translation>
        </message>
        <message>
            <source>Show only images whose path or label has these words (Ctrl+Shift+F)</source>
            <translation>パスかラベルにこの語を含む画像だけを表示します (Ctrl+Shift+F)</translation>
        </message>
        <message>
            <source>Label</source>
            <translation>ラベル</translation>
        </message>
        <message>
            <source>Show only images with this label</source>
            <translation>このラベルの画像だけを表示します</translation>
        </message>
        <message>
            <source>Thumbnail size</source>
            <translation>サムネイルの大きさ</translation>
        </message>
        <message>
            <source>Thumbnail size (Ctrl+wheel, Ctrl+plus, Ctrl+minus)</source>
            <translation>サムネイルの大きさ（Ctrl+ホイール、Ctrl++、Ctrl+-）</translation>
        </message>
        <message>
            <source>change the query</source>
            <translation>クエリの変更</translation>
        </message>
        <message>
            <source>The query could not be answered</source>
            <translation>検索できませんでした</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>再試行</translation>
        </message>
        <message>
            <source>The collection could not be opened</source>
            <translation>コレクションを開けませんでした</translation>
        </message>
        <message>
            <source>The model of this collection was trained without texts and knows no words.</source>
            <translation>このコレクションのモデルは文章なしで学習されており、語では検索できません。</translation>
        </message>
        <message>
            <source>Sparlet's data could not be opened</source>
            <translation>Sparlet のデータを開けませんでした</translation>
        </message>
        <message>
            <source>Opening</source>
            <translation>開いています</translation>
        </message>
        <message>
            <source>Find pictures like this one</source>
            <translation>似た画像を探す</translation>
        </message>
        <message>
            <source>Choose a folder of pictures, or drop one here. Sparlet reads every picture once, keeps a small code of it, and finds the ones like any picture or word you give it.</source>
            <translation>画像のフォルダーを選ぶか、ここにドロップしてください。Sparlet は各画像を一度だけ読んで小さなコードを作り、与えた画像や語に似たものを探します。</translation>
        </message>
        <message>
            <source>Index a folder…</source>
            <translation>フォルダーを索引化…</translation>
        </message>
        <message>
            <source>Open the demo pictures</source>
            <translation>デモ画像を開く</translation>
        </message>
        <message>
            <source>No pictures in “%1”</source>
            <translation>「%1」に画像がありません</translation>
        </message>
        <message>
            <source>None of the files in its folders could be read as a picture. Index another folder into it.</source>
            <translation>フォルダー内に画像として読めるファイルがありませんでした。別のフォルダーを索引化してください。</translation>
        </message>
        <message numerus="yes">
            <source>%Ln result(s)</source>
            <translation>
                <numerusform>結果 %Ln 件</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 ms</source>
            <translation>%1 ミリ秒</translation>
        </message>
        <message>
            <source>Encoding the query %1 ms, search %2 ms</source>
            <translation>クエリの符号化 %1 ミリ秒、検索 %2 ミリ秒</translation>
        </message>
        <message numerus="yes">
            <source>%Ln image(s)</source>
            <translation>
                <numerusform>画像 %Ln 枚</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 of %2</source>
            <translation>%2 中 %1</translation>
        </message>
        <message>
            <source>All labels</source>
            <translation>すべてのラベル</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1 (%2)</translation>
        </message>
        <message>
            <source>no label</source>
            <translation>ラベルなし</translation>
        </message>
        <message>
            <source>Pictures to exclude</source>
            <translation>除外する画像</translation>
        </message>
        <message>
            <source>Query pictures</source>
            <translation>クエリの画像</translation>
        </message>
        <message>
            <source>Pictures (*.jpg *.jpeg *.jpe *.jfif *.png *.bmp *.webp *.tif *.tiff *.gif);;All files (*)</source>
            <translation>画像 (*.jpg *.jpeg *.jpe *.jfif *.png *.bmp *.webp *.tif *.tiff *.gif);;すべてのファイル (*)</translation>
        </message>
        <message>
            <source>add pictures</source>
            <translation>画像の追加</translation>
        </message>
        <message>
            <source>query by file</source>
            <translation>ファイルで検索</translation>
        </message>
        <message>
            <source>query by clipboard</source>
            <translation>クリップボードで検索</translation>
        </message>
        <message>
            <source>The clipboard holds no picture and no words.</source>
            <translation>クリップボードに画像も語もありません。</translation>
        </message>
        <message>
            <source>query by result</source>
            <translation>結果で検索</translation>
        </message>
        <message>
            <source>add to the query</source>
            <translation>クエリに追加</translation>
        </message>
        <message>
            <source>exclude from the query</source>
            <translation>クエリから除外</translation>
        </message>
        <message>
            <source>%1. %2</source>
            <translation>%1. %2</translation>
        </message>
        <message>
            <source>There are no results to export; query the collection first.</source>
            <translation>書き出す結果がありません。先に検索してください。</translation>
        </message>
        <message>
            <source>Export results</source>
            <translation>結果を書き出す</translation>
        </message>
        <message>
            <source>Comma-separated values (*.csv)</source>
            <translation>CSV (*.csv)</translation>
        </message>
        <message>
            <source>“%1” could not be written: %2.</source>
            <translation>「%1」に書き込めませんでした：%2。</translation>
        </message>
        <message>
            <source>The results were written to “%1”.</source>
            <translation>結果を「%1」に書き出しました。</translation>
        </message>
        <message>
            <source>Find similar</source>
            <translation>似た画像を検索</translation>
        </message>
        <message>
            <source>Add to the query</source>
            <translation>クエリに追加</translation>
        </message>
        <message>
            <source>Exclude from the query</source>
            <translation>クエリから除外</translation>
        </message>
        <message>
            <source>Mark as right</source>
            <translation>正解とする</translation>
        </message>
        <message>
            <source>Mark as wrong</source>
            <translation>不正解とする</translation>
        </message>
        <message>
            <source>View large</source>
            <translation>大きく表示</translation>
        </message>
        <message>
            <source>Open with the desktop</source>
            <translation>既定のアプリで開く</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>フォルダーで表示</translation>
        </message>
        <message>
            <source>Copy path</source>
            <translation>パスをコピー</translation>
        </message>
        <message>
            <source>Drop a folder to index it first; then pictures can be looked for.</source>
            <translation>先にフォルダーをドロップして索引化すると、画像を検索できます。</translation>
        </message>
        <message>
            <source>query by dropped picture</source>
            <translation>ドロップした画像で検索</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::FailureModel</name>
        <message>
            <source>File</source>
            <translation>ファイル</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>フォルダー</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>理由</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::FailuresDialog</name>
        <message>
            <source>Files that could not be indexed</source>
            <translation>索引化できなかったファイル</translation>
        </message>
        <message numerus="yes">
            <source>%n file(s) in “%1” could not be read as a picture. The rest is indexed; a file is tried again when it has changed.</source>
            <translation>
                <numerusform>「%1」の %n 個のファイルを画像として読めませんでした。ほかは索引化されています。変更されたファイルは次回に再び試します。</numerusform>
            </translation>
        </message>
        <message>
            <source>Copy list</source>
            <translation>一覧をコピー</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::FigureDialog</name>
        <message>
            <source>Publish</source>
            <translation>公開</translation>
        </message>
        <message>
            <source>Fit</source>
            <translation>全体</translation>
        </message>
        <message>
            <source>As large as there is room for (Ctrl+0)</source>
            <translation>入る大きさいっぱいに表示（Ctrl+0）</translation>
        </message>
        <message>
            <source>100 %</source>
            <translation>100 %</translation>
        </message>
        <message>
            <source>As large as on paper (Ctrl+1)</source>
            <translation>紙の上と同じ大きさで表示（Ctrl+1）</translation>
        </message>
        <message>
            <source>&amp;Grey print</source>
            <translation>白黒印刷(&amp;G)</translation>
        </message>
        <message>
            <source>As a printer without colours shows it</source>
            <translation>白黒プリンターでの見え方</translation>
        </message>
        <message>
            <source>Figure</source>
            <translation>図</translation>
        </message>
        <message>
            <source>What is drawn</source>
            <translation>何を描くか</translation>
        </message>
        <message>
            <source>Kept figures</source>
            <translation>保存した図</translation>
        </message>
        <message>
            <source>Open the settings of a figure that was kept</source>
            <translation>保存した図の設定を開く</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>形式</translation>
        </message>
        <message>
            <source>What kind of file is written</source>
            <translation>書き出すファイルの種類</translation>
        </message>
        <message>
            <source>PDF</source>
            <translation>PDF</translation>
        </message>
        <message>
            <source>SVG</source>
            <translation>SVG</translation>
        </message>
        <message>
            <source>PNG, 300 dots per inch</source>
            <translation>PNG、300 dpi</translation>
        </message>
        <message>
            <source>PNG, 600 dots per inch</source>
            <translation>PNG、600 dpi</translation>
        </message>
        <message>
            <source>CSV of its numbers</source>
            <translation>数値の CSV</translation>
        </message>
        <message>
            <source>Table as LaTeX</source>
            <translation>表（LaTeX）</translation>
        </message>
        <message>
            <source>Table as Markdown</source>
            <translation>表（Markdown）</translation>
        </message>
        <message>
            <source>Table as CSV</source>
            <translation>表（CSV）</translation>
        </message>
        <message>
            <source>&amp;Export…</source>
            <translation>書き出す(&amp;E)…</translation>
        </message>
        <message>
            <source>Write the figure or table to a file (Ctrl+S)</source>
            <translation>図または表をファイルに書き出す（Ctrl+S）</translation>
        </message>
        <message>
            <source>Export e&amp;verything…</source>
            <translation>すべて書き出す(&amp;V)…</translation>
        </message>
        <message>
            <source>Write all of the papers&apos; figures and tables to a folder</source>
            <translation>論文の図と表をすべてフォルダーに書き出す</translation>
        </message>
        <message>
            <source>&amp;Keep…</source>
            <translation>保存(&amp;K)…</translation>
        </message>
        <message>
            <source>Keep these settings under a name in a project</source>
            <translation>この設定に名前を付けてプロジェクトに保存する</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>閉じる</translation>
        </message>
        <message>
            <source>Close; the style is remembered</source>
            <translation>閉じる（体裁は記憶されます）</translation>
        </message>
        <message>
            <source>%1 × %2 mm</source>
            <translation>%1 × %2 mm</translation>
        </message>
        <message>
            <source>Export the table</source>
            <translation>表の書き出し</translation>
        </message>
        <message>
            <source>Export the figure</source>
            <translation>図の書き出し</translation>
        </message>
        <message>
            <source>%1 files (*.%2)</source>
            <translation>%1 ファイル (*.%2)</translation>
        </message>
        <message>
            <source>Writing %1</source>
            <translation>%1 を書き出しています</translation>
        </message>
        <message>
            <source>Written: %1</source>
            <translation>書き出しました：%1</translation>
        </message>
        <message>
            <source>The settings of “%1” cannot be read.</source>
            <translation>「%1」の設定を読めません。</translation>
        </message>
        <message>
            <source>Opened: %1</source>
            <translation>開きました：%1</translation>
        </message>
        <message>
            <source>Kept as “%1” in the project “%2”.</source>
            <translation>プロジェクト「%2」に「%1」として保存しました。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::FigureExport</name>
        <message>
            <source>Export everything</source>
            <translation>すべて書き出す</translation>
        </message>
        <message>
            <source>figures</source>
            <translation>図</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>フォルダー</translation>
        </message>
        <message>
            <source>Made when it is missing; files of the same name are replaced</source>
            <translation>なければ作ります。同じ名前のファイルは置き換えます</translation>
        </message>
        <message>
            <source>Ch&amp;oose…</source>
            <translation>選択(&amp;O)…</translation>
        </message>
        <message>
            <source>Choose the folder</source>
            <translation>フォルダーを選ぶ</translation>
        </message>
        <message>
            <source>Write %1 files</source>
            <translation>%1 ファイルを書き出す</translation>
        </message>
        <message>
            <source>&amp;Papers&apos; values beside</source>
            <translation>論文の値を添える(&amp;P)</translation>
        </message>
        <message>
            <source>What the papers printed, as ghosts</source>
            <translation>論文に載った値を薄く示す</translation>
        </message>
        <message>
            <source>&amp;Folder</source>
            <translation>フォルダー(&amp;F)</translation>
        </message>
        <message>
            <source>Formats</source>
            <translation>形式</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>進行状況</translation>
        </message>
        <message>
            <source>Files that were written</source>
            <translation>書き出したファイル</translation>
        </message>
        <message>
            <source>Return or a double click opens a file</source>
            <translation>Enter またはダブルクリックでファイルを開く</translation>
        </message>
        <message>
            <source>&amp;Export</source>
            <translation>書き出す(&amp;E)</translation>
        </message>
        <message>
            <source>Write the files</source>
            <translation>ファイルを書き出す</translation>
        </message>
        <message>
            <source>&amp;Stop</source>
            <translation>中止(&amp;S)</translation>
        </message>
        <message>
            <source>Stop; what was written stays</source>
            <translation>中止（書き出し済みのファイルは残ります）</translation>
        </message>
        <message>
            <source>Open the fo&amp;lder</source>
            <translation>フォルダーを開く(&amp;L)</translation>
        </message>
        <message>
            <source>Show the files in the file manager</source>
            <translation>ファイルマネージャーで表示する</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>閉じる</translation>
        </message>
        <message>
            <source>Close; an export that runs goes on</source>
            <translation>閉じる（実行中の書き出しは続きます）</translation>
        </message>
        <message numerus="yes">
            <source>All of the papers&apos; figures and tables, from %n measurements, in the style of the figure.</source>
            <translation>
                <numerusform>論文の図と表すべてを、%n 件の測定値から、この図の体裁で作ります。</numerusform>
            </translation>
        </message>
        <message>
            <source>Folder for the figures</source>
            <translation>図のフォルダー</translation>
        </message>
        <message>
            <source>Waiting for other jobs</source>
            <translation>ほかのジョブを待っています</translation>
        </message>
        <message>
            <source>Exporting figures</source>
            <translation>図の書き出し</translation>
        </message>
        <message>
            <source>Writing %1 of %2</source>
            <translation>%2 件中 %1 件目を書き出しています</translation>
        </message>
        <message>
            <source>Reading the measurements</source>
            <translation>測定値を読み込んでいます</translation>
        </message>
        <message>
            <source>Stopped. What was written until then stays in the folder.</source>
            <translation>中止しました。それまでに書き出したものはフォルダーに残っています。</translation>
        </message>
        <message>
            <source>Left out: %1</source>
            <translation>省いたもの：%1</translation>
        </message>
        <message numerus="yes">
            <source>%n files written.</source>
            <translation>
                <numerusform>%n 個のファイルを書き出しました。</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n figures left out.</source>
            <translation>
                <numerusform>%n 個の図を省きました。</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::FigureForm</name>
        <message>
            <source> mm</source>
            <translation> mm</translation>
        </message>
        <message>
            <source> pt</source>
            <translation> pt</translation>
        </message>
        <message>
            <source>Patterns for &amp;grey print</source>
            <translation>白黒印刷用の模様(&amp;G)</translation>
        </message>
        <message>
            <source>As suits</source>
            <translation>自動</translation>
        </message>
        <message>
            <source>Line styles, marks and hatches that can be told apart without colour</source>
            <translation>色がなくても区別できる線種・記号・ハッチ</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>自動</translation>
        </message>
        <message>
            <source>Right</source>
            <translation>右</translation>
        </message>
        <message>
            <source>Below</source>
            <translation>下</translation>
        </message>
        <message>
            <source>Inside</source>
            <translation>内側</translation>
        </message>
        <message>
            <source>None</source>
            <translation>なし</translation>
        </message>
        <message>
            <source>&amp;Column</source>
            <translation>段(&amp;C)</translation>
        </message>
        <message>
            <source>Column widths of journals</source>
            <translation>論文誌の段の幅</translation>
        </message>
        <message>
            <source>&amp;Width</source>
            <translation>幅(&amp;W)</translation>
        </message>
        <message>
            <source>Width on paper</source>
            <translation>紙の上の幅</translation>
        </message>
        <message>
            <source>&amp;Height</source>
            <translation>高さ(&amp;H)</translation>
        </message>
        <message>
            <source>Height on paper; 0: what suits the figure</source>
            <translation>紙の上の高さ（0：図に合わせる）</translation>
        </message>
        <message>
            <source>&amp;Font</source>
            <translation>フォント(&amp;F)</translation>
        </message>
        <message>
            <source>Family of all letters</source>
            <translation>すべての文字の書体</translation>
        </message>
        <message>
            <source>Font si&amp;ze</source>
            <translation>文字サイズ(&amp;Z)</translation>
        </message>
        <message>
            <source>Of axis labels; nothing is set smaller than 0.8 of it</source>
            <translation>軸ラベルの大きさ（これの 0.8 倍より小さい文字はありません）</translation>
        </message>
        <message>
            <source>&amp;Palette</source>
            <translation>配色(&amp;P)</translation>
        </message>
        <message>
            <source>Colours of the figure</source>
            <translation>図の色</translation>
        </message>
        <message>
            <source>&amp;Legend</source>
            <translation>凡例(&amp;L)</translation>
        </message>
        <message>
            <source>Where the legend stands</source>
            <translation>凡例の位置</translation>
        </message>
        <message>
            <source>La&amp;nguage</source>
            <translation>言語(&amp;N)</translation>
        </message>
        <message>
            <source>Language of the words in the figure</source>
            <translation>図中の言葉の言語</translation>
        </message>
        <message>
            <source>%1, %2 mm</source>
            <translation>%1、%2 mm</translation>
        </message>
        <message>
            <source>Own width</source>
            <translation>任意の幅</translation>
        </message>
        <message>
            <source>Sans-serif that is there</source>
            <translation>使えるサンセリフ</translation>
        </message>
        <message>
            <source>%1, safe for the colour-blind</source>
            <translation>%1（色覚の違いに配慮した配色）</translation>
        </message>
        <message>
            <source>%1, not safe for the colour-blind</source>
            <translation>%1（色覚によっては区別しにくい配色）</translation>
        </message>
        <message>
            <source>%1 ✓ safe</source>
            <translation>%1 ✓ 配慮済み</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::FigureKeep</name>
        <message>
            <source>Keep the figure</source>
            <translation>図の保存</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名前</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>プロジェクト</translation>
        </message>
        <message>
            <source>A project that there is, or the name of a new one</source>
            <translation>既存のプロジェクト、または新しい名前</translation>
        </message>
        <message>
            <source>Paper</source>
            <translation>論文</translation>
        </message>
        <message>
            <source>&amp;Name</source>
            <translation>名前(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Project</source>
            <translation>プロジェクト(&amp;P)</translation>
        </message>
        <message>
            <source>Keep</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Give both a name without slashes and without a dot at its beginning.</source>
            <translation>どちらにも、スラッシュを含まず点で始まらない名前を付けてください。</translation>
        </message>
        <message>
            <source>There is a figure of this name; it is replaced.</source>
            <translation>同じ名前の図があり、置き換えられます。</translation>
        </message>
        <message>
            <source>The numbers are read anew each time the figure is opened.</source>
            <translation>数値は図を開くたびに読み直されます。</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>置き換え</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::FigureOptions</name>
        <message>
            <source>Across</source>
            <translation>横軸</translation>
        </message>
        <message>
            <source>What the horizontal axis shows</source>
            <translation>横軸に示すもの</translation>
        </message>
        <message>
            <source>Up</source>
            <translation>縦軸</translation>
        </message>
        <message>
            <source>What the vertical axis shows</source>
            <translation>縦軸に示すもの</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>色</translation>
        </message>
        <message>
            <source>What the colour of a mark stands for</source>
            <translation>記号の色が表すもの</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>大きさ</translation>
        </message>
        <message>
            <source>What the size of a mark stands for</source>
            <translation>記号の大きさが表すもの</translation>
        </message>
        <message>
            <source>Swept</source>
            <translation>変える量</translation>
        </message>
        <message>
            <source>What is changed from point to point</source>
            <translation>点ごとに変える量</translation>
        </message>
        <message>
            <source>Accuracy</source>
            <translation>精度</translation>
        </message>
        <message>
            <source>What is seen to change</source>
            <translation>変化を見る量</translation>
        </message>
        <message>
            <source>Baseline</source>
            <translation>Baseline</translation>
        </message>
        <message>
            <source>The method that the others are held against</source>
            <translation>ほかの手法と比べる基準の手法</translation>
        </message>
        <message>
            <source>All alike</source>
            <translation>すべて同じ</translation>
        </message>
        <message>
            <source>Logarithmic</source>
            <translation>対数</translation>
        </message>
        <message>
            <source>Logarithmic horizontal axis</source>
            <translation>横軸を対数にする</translation>
        </message>
        <message>
            <source>Logarithmic vertical axis</source>
            <translation>縦軸を対数にする</translation>
        </message>
        <message>
            <source>Papers&apos; &amp;values beside</source>
            <translation>論文の値を添える(&amp;V)</translation>
        </message>
        <message>
            <source>What the papers printed, as ghosts</source>
            <translation>論文に載った値を薄く示す</translation>
        </message>
        <message>
            <source>Weights</source>
            <translation>重み</translation>
        </message>
        <message>
            <source>Weight of “%1”</source>
            <translation>「%1」の重み</translation>
        </message>
        <message>
            <source>The &amp;usual weights</source>
            <translation>通常の重み(&amp;U)</translation>
        </message>
        <message>
            <source>Accuracy counts one half, time and size one quarter each</source>
            <translation>精度が 1/2、時間とサイズが 1/4 ずつ</translation>
        </message>
        <message>
            <source>%1 · %2</source>
            <comment>weight, term</comment>
            <translation>%1 · %2</translation>
        </message>
        <message>
            <source>Give at least one number a weight.</source>
            <translation>少なくとも 1 つに重みを与えてください。</translation>
        </message>
        <message>
            <source>score = %1; each from 0 for the worst to 1 for the best row</source>
            <translation>スコア = %1（各項は最も悪い行が 0、最も良い行が 1）</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::FigurePreview</name>
        <message>
            <source>Preview of the figure</source>
            <translation>図のプレビュー</translation>
        </message>
        <message>
            <source>Drawing the figure</source>
            <translation>図を描いています</translation>
        </message>
        <message>
            <source>The preview is not a whole picture.</source>
            <translation>プレビューの画像が壊れています。</translation>
        </message>
        <message>
            <source>The figure cannot be drawn</source>
            <translation>図を描けません</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>再試行</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::FigureWords</name>
        <message>
            <source>Retrieval accuracy</source>
            <translation>検索精度</translation>
        </message>
        <message>
            <source>Efficiency</source>
            <translation>効率</translation>
        </message>
        <message>
            <source>Trade-off</source>
            <translation>トレードオフ</translation>
        </message>
        <message>
            <source>Backbones</source>
            <translation>バックボーン</translation>
        </message>
        <message>
            <source>Improvement rates</source>
            <translation>改善率</translation>
        </message>
        <message>
            <source>Overall score</source>
            <translation>総合スコア</translation>
        </message>
        <message>
            <source>Parallel coordinates</source>
            <translation>平行座標</translation>
        </message>
        <message>
            <source>Ablation</source>
            <translation>アブレーション</translation>
        </message>
        <message>
            <source>Sweep</source>
            <translation>スイープ</translation>
        </message>
        <message>
            <source>Precision and recall</source>
            <translation>適合率と再現率</translation>
        </message>
        <message>
            <source>Precision at k</source>
            <translation>P@k</translation>
        </message>
        <message>
            <source>AP of the queries</source>
            <translation>クエリの AP</translation>
        </message>
        <message>
            <source>Confusion of labels</source>
            <translation>ラベルの混同</translation>
        </message>
        <message>
            <source>Query and its results</source>
            <translation>クエリと結果</translation>
        </message>
        <message>
            <source>mAP and P@k of every model, as in the papers&apos; figure 2.</source>
            <translation>各モデルの mAP と P@k（論文の図 2）。</translation>
        </message>
        <message>
            <source>Inference time and model size, as in the papers&apos; figure 3.</source>
            <translation>推論時間とモデルサイズ（論文の図 3）。</translation>
        </message>
        <message>
            <source>One number against another with the Pareto front, as in the papers&apos; figure 4.</source>
            <translation>2 つの数値とパレートフロント（論文の図 4）。</translation>
        </message>
        <message>
            <source>The methods on each backbone, as in the papers&apos; figure 5.</source>
            <translation>バックボーンごとの手法の比較（論文の図 5）。</translation>
        </message>
        <message>
            <source>What each method gains over the baseline, as in the papers&apos; figure 6.</source>
            <translation>Baseline に対する各手法の改善率（論文の図 6）。</translation>
        </message>
        <message>
            <source>Accuracy and efficiency in one number, as in the papers&apos; figure 7.</source>
            <translation>精度と効率を 1 つの数値に（論文の図 7）。</translation>
        </message>
        <message>
            <source>All metrics of every model at once.</source>
            <translation>各モデルのすべての指標を一度に。</translation>
        </message>
        <message>
            <source>What each module buys.</source>
            <translation>各モジュールの効果。</translation>
        </message>
        <message>
            <source>Density or bits against accuracy.</source>
            <translation>密度またはビット数と精度。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::HelpDialog</name>
        <message>
            <source>Help</source>
            <translation>ヘルプ</translation>
        </message>
        <message>
            <source>Find pictures like this one</source>
            <translation>似た画像を探す</translation>
        </message>
        <message>
            <source>Index a folder of pictures once. Then double-click a picture, drop or paste one, or type words: the collection is ranked by how well each picture matches.</source>
            <translation>画像のフォルダーを一度索引化します。あとは画像をダブルクリックするか、ドロップ・貼り付け・語の入力で検索すると、コレクションが一致の度合いの順に並びます。</translation>
        </message>
        <message>
            <source>Query expansion</source>
            <translation>クエリ拡張</translation>
        </message>
        <message>
            <source>Each round adds the best matches to the query and ranks again. γ is the weight of the first query: 1 keeps its ranking, 0 trusts the expanded query alone. Mark results as right or wrong to steer the next round. A high drift says that the query has moved far from where it began.</source>
            <translation>各回で上位の結果をクエリに加え、順位を付け直します。γ は最初のクエリの重みで、1 なら順位はそのまま、0 なら拡張後のクエリだけに従います。結果に正解・不正解の印を付けると次の回に反映されます。ずれが大きいときは、クエリが最初の意図から離れています。</translation>
        </message>
        <message>
            <source>Codes</source>
            <translation>コード</translation>
        </message>
        <message>
            <source>A picture's code keeps the dimensions whose value exceeds the threshold τ; the density λ is the share it keeps. Every kept value is stored in as many bits as its dimension was given in training: more where it matters more.</source>
            <translation>画像のコードは、値が閾値 τ を超える次元だけを残します。密度 λ は残した次元の割合です。残した値は、学習で次元ごとに割り当てたビット数で保存し、重要な次元ほど多くのビットを使います。</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>キー操作</translation>
        </message>
        <message>
            <source>Arrows</source>
            <translation>矢印キー</translation>
        </message>
        <message>
            <source>Move in the grid</source>
            <translation>一覧の中を移動</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>Enter</translation>
        </message>
        <message>
            <source>Find similar to the selected image</source>
            <translation>選んだ画像に似た画像を検索</translation>
        </message>
        <message>
            <source>Space</source>
            <translation>スペース</translation>
        </message>
        <message>
            <source>View the selected image large</source>
            <translation>選んだ画像を大きく表示</translation>
        </message>
        <message>
            <source>Esc</source>
            <translation>Esc</translation>
        </message>
        <message>
            <source>Clear the query and browse</source>
            <translation>クエリを消して一覧に戻る</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::HistogramPlot</name>
        <message>
            <source>Histogram</source>
            <translation>ヒストグラム</translation>
        </message>
        <message>
            <source>mean</source>
            <translation>平均</translation>
        </message>
        <message>
            <source>%1 %2 to %3
%4 %5</source>
            <translation>%1 %2～%3
%4 %5</translation>
        </message>
        <message>
            <source>%1 %2; most at %3 %4.</source>
            <translation>%1 %2。最頻値は %3 %4。</translation>
        </message>
        <message>
            <source>The mean is %1.</source>
            <translation>平均は %1 です。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::HyperModel</name>
        <message>
            <source>%1 %2, changed</source>
            <translation>%1 %2、変更済み</translation>
        </message>
        <message>
            <source>%1 %2</source>
            <translation>%1 %2</translation>
        </message>
        <message>
            <source>%1 •</source>
            <translation>%1 •</translation>
        </message>
        <message>
            <source>%1 to %2</source>
            <translation>%1〜%2</translation>
        </message>
        <message>
            <source>“%1” was not changed: it takes a number from %2 to %3.</source>
            <translation>「%1」は変更されませんでした：%2 から %3 までの数値を入力してください。</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名前</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>値</translation>
        </message>
        <message>
            <source>Default</source>
            <translation>既定値</translation>
        </message>
        <message>
            <source>Range</source>
            <translation>範囲</translation>
        </message>
        <message>
            <source>What it does</source>
            <translation>説明</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::HyperTable</name>
        <message>
            <source>Reset</source>
            <translation>既定値に戻す</translation>
        </message>
        <message>
            <source>Reset all</source>
            <translation>すべて既定値に戻す</translation>
        </message>
        <message>
            <source>Search the hyper-parameters</source>
            <translation>ハイパーパラメーターを検索</translation>
        </message>
        <message>
            <source>Give the selected hyper-parameter its default</source>
            <translation>選択したハイパーパラメーターを既定値に戻します</translation>
        </message>
        <message>
            <source>Give every hyper-parameter its default</source>
            <translation>すべてのハイパーパラメーターを既定値に戻します</translation>
        </message>
        <message>
            <source>Hyper-parameters</source>
            <translation>ハイパーパラメーター</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::IndexDialog</name>
        <message>
            <source>Index a folder</source>
            <translation>フォルダーを索引化</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>フォルダー</translation>
        </message>
        <message>
            <source>Folder of pictures</source>
            <translation>画像のフォルダー</translation>
        </message>
        <message>
            <source>Browse…</source>
            <translation>参照…</translation>
        </message>
        <message>
            <source>Collection</source>
            <translation>コレクション</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>モデル</translation>
        </message>
        <message>
            <source>%1 (default)</source>
            <translation>%1（既定）</translation>
        </message>
        <message>
            <source>Index</source>
            <translation>索引化</translation>
        </message>
        <message>
            <source>pictures</source>
            <translation>画像</translation>
        </message>
        <message>
            <source>There is no such folder.</source>
            <translation>そのフォルダーはありません。</translation>
        </message>
        <message>
            <source>The collection has %1 images. New and changed files are added; its model stays.</source>
            <translation>このコレクションには %1 枚の画像があります。新しいファイルと変更されたファイルを加えます。モデルは変わりません。</translation>
        </message>
        <message>
            <source>No model is installed; train one, or import one on the command line.</source>
            <translation>モデルがありません。学習するか、コマンドラインで取り込んでください。</translation>
        </message>
        <message>
            <source>%1 dimensions · %2</source>
            <translation>%1 次元 · %2</translation>
        </message>
        <message>
            <source>The best trade of speed and quality. %1</source>
            <translation>速度と品質の釣り合いが最もよいモデルです。%1</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::InspectorPanel</name>
        <message>
            <source>Inspector</source>
            <translation>詳細</translation>
        </message>
        <message>
            <source>Nothing selected</source>
            <translation>何も選択されていません</translation>
        </message>
        <message>
            <source>Select an image to see its facts, its code and the bits behind it.</source>
            <translation>画像を選ぶと、その情報とコード、ビットの内訳を表示します。</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>コード</translation>
        </message>
        <message>
            <source>Bits and importance</source>
            <translation>ビットと重要度</translation>
        </message>
        <message>
            <source>Facts</source>
            <translation>情報</translation>
        </message>
        <message>
            <source>Copy facts</source>
            <translation>情報をコピー</translation>
        </message>
        <message>
            <source>Copy these facts as text</source>
            <translation>この情報をテキストとしてコピーします</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>開く</translation>
        </message>
        <message>
            <source>Open the picture with the desktop's program</source>
            <translation>既定のアプリで画像を開きます</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>フォルダーで表示</translation>
        </message>
        <message>
            <source>Show the file in its folder</source>
            <translation>ファイルのあるフォルダーを表示します</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>サイズ</translation>
        </message>
        <message>
            <source>%1 × %2 px · %3</source>
            <translation>%1 × %2 px · %3</translation>
        </message>
        <message>
            <source>Date</source>
            <translation>日付</translation>
        </message>
        <message>
            <source>Label</source>
            <translation>ラベル</translation>
        </message>
        <message>
            <source>%1 bytes</source>
            <translation>%1 バイト</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>フォルダー</translation>
        </message>
        <message>
            <source>Reading the code</source>
            <translation>コードを読み込んでいます</translation>
        </message>
        <message>
            <source>%1 of %2</source>
            <translation>%2 中 %1</translation>
        </message>
        <message>
            <source>%1 mean</source>
            <translation>平均 %1</translation>
        </message>
        <message>
            <source>No code</source>
            <translation>コードがありません</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::JobManager</name>
        <message>
            <source>There is not enough memory for this. Close other programs and try again.</source>
            <translation>メモリーが足りません。ほかのプログラムを閉じて、もう一度お試しください。</translation>
        </message>
        <message>
            <source>Something went wrong inside Sparlet: %1</source>
            <translation>Sparlet の内部で問題が起きました：%1</translation>
        </message>
        <message>
            <source>Something went wrong inside Sparlet, and it left no description.</source>
            <translation>Sparlet の内部で問題が起きました。詳細は分かりません。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::JobsBar</name>
        <message>
            <source>scanning</source>
            <translation>走査中</translation>
        </message>
        <message>
            <source>encoding</source>
            <translation>符号化中</translation>
        </message>
        <message>
            <source>merging</source>
            <translation>統合中</translation>
        </message>
        <message>
            <source>training</source>
            <translation>学習中</translation>
        </message>
        <message>
            <source>Copy the message</source>
            <translation>メッセージをコピー</translation>
        </message>
        <message numerus="yes">
            <source>Show %n failure(s)</source>
            <translation>
                <numerusform>失敗 %n 件を表示</numerusform>
            </translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>閉じる</translation>
        </message>
        <message>
            <source>Cancel “%1”</source>
            <translation>「%1」を中止</translation>
        </message>
        <message>
            <source>Jobs</source>
            <translation>ジョブ</translation>
        </message>
        <message>
            <source>stopping</source>
            <translation>停止しています</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>待機中</translation>
        </message>
        <message>
            <source>%1 of %2</source>
            <translation>%2 中 %1</translation>
        </message>
        <message>
            <source>%1 images/s</source>
            <translation>%1 枚/秒</translation>
        </message>
        <message>
            <source>%1 left</source>
            <translation>残り %1</translation>
        </message>
        <message numerus="yes">
            <source>%n failure(s)</source>
            <translation>
                <numerusform>失敗 %n 件</numerusform>
            </translation>
        </message>
        <message>
            <source>preparing pictures</source>
            <translation>画像の準備</translation>
        </message>
        <message>
            <source>waiting for another program</source>
            <translation>別のプログラムの終了を待機中</translation>
        </message>
        <message>
            <source>measuring layers</source>
            <translation>層を測定中</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::KeyField</name>
        <message>
            <source>Keep in the keyring</source>
            <translation>キーリングに保存</translation>
        </message>
        <message>
            <source>Forget</source>
            <translation>消去</translation>
        </message>
        <message>
            <source>none</source>
            <translation>なし</translation>
        </message>
        <message>
            <source>Key</source>
            <translation>キー</translation>
        </message>
        <message>
            <source>The service's key; it goes to this address only and is written into no file</source>
            <translation>サービスのキー。このアドレスにだけ送り、ファイルには書きません</translation>
        </message>
        <message>
            <source>Have the desktop's keyring keep the key for this address</source>
            <translation>このアドレスのキーをデスクトップのキーリングに保存します</translation>
        </message>
        <message>
            <source>Remove the key for this address, from the keyring too</source>
            <translation>このアドレスのキーを、キーリングからも消します</translation>
        </message>
        <message>
            <source>The keyring has the key for %1.</source>
            <translation>%1 のキーはキーリングにあります。</translation>
        </message>
        <message>
            <source>The key goes to %1 unencrypted; use https.</source>
            <translation>キーは暗号化されずに %1 へ送られます。https を使ってください。</translation>
        </message>
        <message>
            <source>No keyring here: used for this session only. An environment variable, named below, serves too.</source>
            <translation>キーリングがないため、このセッションでだけ使います。下で指定する環境変数も使えます。</translation>
        </message>
        <message>
            <source>No keyring here: used for this session only. Without a key, %1 from the environment is sent.</source>
            <translation>キーリングがないため、このセッションでだけ使います。キーがなければ環境変数 %1 を送ります。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::LayerModel</name>
        <message>
            <source>%1 kB</source>
            <translation>%1 kB</translation>
        </message>
        <message numerus="yes">
            <source>%n bits</source>
            <translation>
                <numerusform>%n ビット</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1 %</translation>
        </message>
        <message>
            <source>%1: %2 weights, %3, %4 kept</source>
            <translation>%1：重み %2 個、%3、%4 を保持</translation>
        </message>
        <message>
            <source>%1 of %2: %3</source>
            <translation>%2 の%1：%3</translation>
        </message>
        <message>
            <source>Bits of each weight, 2 to 8</source>
            <translation>重み 1 個のビット数（2～8）</translation>
        </message>
        <message>
            <source>Share of the weights that are kept; the others become 0</source>
            <translation>残す重みの割合。ほかは 0 になります</translation>
        </message>
        <message>
            <source>Cosine that is lost where this layer alone is stored so</source>
            <translation>この層だけをそう保存したときに失われるコサイン</translation>
        </message>
        <message>
            <source>Layer</source>
            <translation>層</translation>
        </message>
        <message>
            <source>Bits</source>
            <translation>ビット</translation>
        </message>
        <message>
            <source>Kept</source>
            <translation>保持</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>サイズ</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>損失</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::LayerTable</name>
        <message>
            <source>Bits and share of weights of each layer</source>
            <translation>各層のビット数と重みの割合</translation>
        </message>
        <message>
            <source>Left and right change the bar, up and down go from layer to layer, a digit sets the bits, Tab goes on.</source>
            <translation>左右でバーを変更、上下で層を移動、数字でビット数を指定、Tab で次へ進みます。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::MainWindow</name>
        <message>
            <source>Duplicates</source>
            <translation>重複</translation>
        </message>
        <message>
            <source>&amp;Duplicates</source>
            <translation>重複(&amp;D)</translation>
        </message>
        <message>
            <source>Find pictures that are nearly the same, and move the worse ones to the trash</source>
            <translation>ほとんど同じ画像を探し、良くない方をゴミ箱へ移します</translation>
        </message>
        <message>
            <source>Sparlet</source>
            <translation>Sparlet</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>開く</translation>
        </message>
        <message>
            <source>Pages</source>
            <translation>ページ</translation>
        </message>
        <message>
            <source>Explore</source>
            <translation>探索</translation>
        </message>
        <message>
            <source>Browse and query the collection</source>
            <translation>コレクションを閲覧・検索します</translation>
        </message>
        <message>
            <source>Codes</source>
            <translation>コード</translation>
        </message>
        <message>
            <source>Sparsity and bits of the whole collection</source>
            <translation>コレクション全体の疎性とビット</translation>
        </message>
        <message>
            <source>Inspector</source>
            <translation>詳細</translation>
        </message>
        <message>
            <source>Query expansion</source>
            <translation>クエリ拡張</translation>
        </message>
        <message>
            <source>Collection</source>
            <translation>コレクション</translation>
        </message>
        <message>
            <source>The collection that is shown</source>
            <translation>表示しているコレクション</translation>
        </message>
        <message>
            <source>model: %1</source>
            <translation>モデル：%1</translation>
        </message>
        <message>
            <source>%1 – Sparlet</source>
            <translation>%1 – Sparlet</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1 (%2)</translation>
        </message>
        <message>
            <source>Indexing “%1”</source>
            <translation>「%1」を索引化しています</translation>
        </message>
        <message>
            <source>Tidying up “%1”</source>
            <translation>「%1」を整理しています</translation>
        </message>
        <message>
            <source>“%1”: %2 new, %3 unchanged, %4 removed, %5 failed in %6.</source>
            <translation>「%1」：新規 %2、変更なし %3、削除 %4、失敗 %5（%6）。</translation>
        </message>
        <message>
            <source>Open a collection first.</source>
            <translation>先にコレクションを開いてください。</translation>
        </message>
        <message>
            <source>Every file of “%1” could be read.</source>
            <translation>「%1」のファイルはすべて読み込めました。</translation>
        </message>
        <message>
            <source>Rename the collection</source>
            <translation>コレクションの名前を変更</translation>
        </message>
        <message>
            <source>New name</source>
            <translation>新しい名前</translation>
        </message>
        <message>
            <source>Remove the collection</source>
            <translation>コレクションを削除</translation>
        </message>
        <message>
            <source>Remove the collection “%1”?</source>
            <translation>コレクション「%1」を削除しますか？</translation>
        </message>
        <message>
            <source>Its codes are deleted. The pictures themselves stay where they are.</source>
            <translation>コードを削除します。画像そのものはそのまま残ります。</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>削除</translation>
        </message>
        <message>
            <source>Close Sparlet</source>
            <translation>Sparlet を終了</translation>
        </message>
        <message>
            <source>A job is still running.</source>
            <translation>ジョブがまだ実行中です。</translation>
        </message>
        <message>
            <source>What it has done is kept; it goes on from there the next time.</source>
            <translation>ここまでの結果は残り、次回はそこから続けます。</translation>
        </message>
        <message>
            <source>Stop and close</source>
            <translation>中止して終了</translation>
        </message>
        <message>
            <source>&amp;Collection</source>
            <translation>コレクション(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Index a folder…</source>
            <translation>フォルダーを索引化(&amp;I)…</translation>
        </message>
        <message>
            <source>Read a folder of pictures into a collection</source>
            <translation>画像のフォルダーをコレクションに読み込みます</translation>
        </message>
        <message>
            <source>&amp;Keep up to date</source>
            <translation>常に最新に保つ(&amp;K)</translation>
        </message>
        <message>
            <source>Index what is added, changed or deleted in the collection's folders as it happens</source>
            <translation>コレクションのフォルダーで追加・変更・削除された画像をすぐに反映します</translation>
        </message>
        <message>
            <source>“%1”: %2 new, %3 removed.</source>
            <translation>「%1」：新規 %2、削除 %3。</translation>
        </message>
        <message>
            <source>Index &amp;again</source>
            <translation>再索引化(&amp;A)</translation>
        </message>
        <message>
            <source>Read what is new or changed in the collection's folders</source>
            <translation>フォルダー内の新しい画像と変更された画像を読み込みます</translation>
        </message>
        <message>
            <source>Open the &amp;demo pictures</source>
            <translation>デモ画像を開く(&amp;D)</translation>
        </message>
        <message>
            <source>Index the stamps of Tux Paint that this machine has</source>
            <translation>この機械にある Tux Paint のスタンプを索引化します</translation>
        </message>
        <message>
            <source>&amp;Files that failed…</source>
            <translation>失敗したファイル(&amp;F)…</translation>
        </message>
        <message>
            <source>List the files of the collection that could not be read</source>
            <translation>読めなかったファイルを一覧します</translation>
        </message>
        <message>
            <source>&amp;Rename the collection…</source>
            <translation>コレクションの名前を変更(&amp;R)…</translation>
        </message>
        <message>
            <source>Give the collection another name</source>
            <translation>コレクションに別の名前を付けます</translation>
        </message>
        <message>
            <source>Re&amp;move the collection…</source>
            <translation>コレクションを削除(&amp;M)…</translation>
        </message>
        <message>
            <source>Delete the collection's codes, not its pictures</source>
            <translation>画像は残し、コレクションのコードを削除します</translation>
        </message>
        <message>
            <source>&amp;Export results as CSV…</source>
            <translation>結果を CSV に書き出す(&amp;E)…</translation>
        </message>
        <message>
            <source>Write ranks, scores, labels and paths to a file</source>
            <translation>順位、スコア、ラベル、パスをファイルに書き出します</translation>
        </message>
        <message>
            <source>&amp;Settings…</source>
            <translation>設定(&amp;S)…</translation>
        </message>
        <message>
            <source>Appearance and language</source>
            <translation>外観と言語</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>終了(&amp;Q)</translation>
        </message>
        <message>
            <source>&amp;Query</source>
            <translation>検索(&amp;Q)</translation>
        </message>
        <message>
            <source>By &amp;picture…</source>
            <translation>画像で検索(&amp;P)…</translation>
        </message>
        <message>
            <source>Look for pictures like a file</source>
            <translation>ファイルに似た画像を探します</translation>
        </message>
        <message>
            <source>By the &amp;clipboard</source>
            <translation>クリップボードで検索(&amp;C)</translation>
        </message>
        <message>
            <source>Look for pictures like the one on the clipboard</source>
            <translation>クリップボードの画像に似た画像を探します</translation>
        </message>
        <message>
            <source>By &amp;words</source>
            <translation>語で検索(&amp;W)</translation>
        </message>
        <message>
            <source>Look for words</source>
            <translation>語で探します</translation>
        </message>
        <message>
            <source>Like the &amp;selected image</source>
            <translation>選んだ画像で検索(&amp;S)</translation>
        </message>
        <message>
            <source>Look for pictures like the selected one</source>
            <translation>選んだ画像に似た画像を探します</translation>
        </message>
        <message>
            <source>&amp;Add the selected image</source>
            <translation>選んだ画像を追加(&amp;A)</translation>
        </message>
        <message>
            <source>Add the selected image to the query</source>
            <translation>選んだ画像をクエリに加えます</translation>
        </message>
        <message>
            <source>E&amp;xclude the selected image</source>
            <translation>選んだ画像を除外(&amp;X)</translation>
        </message>
        <message>
            <source>Push results away from the selected image</source>
            <translation>選んだ画像に似た結果を遠ざけます</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>元に戻す(&amp;U)</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>やり直す(&amp;R)</translation>
        </message>
        <message>
            <source>Mark as ri&amp;ght</source>
            <translation>正解とする(&amp;G)</translation>
        </message>
        <message>
            <source>The selected result is right (Y in the grid)</source>
            <translation>選んだ結果を正解とします（一覧では Y）</translation>
        </message>
        <message>
            <source>Mark as wro&amp;ng</source>
            <translation>不正解とする(&amp;N)</translation>
        </message>
        <message>
            <source>The selected result is wrong (N in the grid)</source>
            <translation>選んだ結果を不正解とします（一覧では N）</translation>
        </message>
        <message>
            <source>&amp;Expand one round more</source>
            <translation>もう 1 回拡張(&amp;E)</translation>
        </message>
        <message>
            <source>Let the best results join the query once more (E in the grid)</source>
            <translation>上位の結果をもう一度クエリに加えます（一覧では E）</translation>
        </message>
        <message>
            <source>Clea&amp;r the query</source>
            <translation>クエリを消去(&amp;R)</translation>
        </message>
        <message>
            <source>Go back to browsing (Esc)</source>
            <translation>一覧に戻ります (Esc)</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>表示(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;Filter</source>
            <translation>絞り込み(&amp;F)</translation>
        </message>
        <message>
            <source>Show only some of the images</source>
            <translation>一部の画像だけを表示します</translation>
        </message>
        <message>
            <source>View the selected image &amp;large</source>
            <translation>選んだ画像を大きく表示(&amp;L)</translation>
        </message>
        <message>
            <source>Fill the page with the image (Space in the grid)</source>
            <translation>画像をページいっぱいに表示します（一覧ではスペース）</translation>
        </message>
        <message>
            <source>F&amp;ull screen</source>
            <translation>全画面(&amp;U)</translation>
        </message>
        <message>
            <source>Use the whole screen</source>
            <translation>画面全体を使います</translation>
        </message>
        <message>
            <source>&amp;Commands…</source>
            <translation>コマンド(&amp;C)…</translation>
        </message>
        <message>
            <source>Run any command by its name</source>
            <translation>名前でコマンドを実行します</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>ヘルプ(&amp;H)</translation>
        </message>
        <message>
            <source>What to do first, and every key</source>
            <translation>はじめの操作とキーの一覧</translation>
        </message>
        <message>
            <source>&amp;About Sparlet</source>
            <translation>Sparlet について(&amp;A)</translation>
        </message>
        <message>
            <source>Version and licences</source>
            <translation>バージョンとライセンス</translation>
        </message>
        <message>
            <source>About Sparlet</source>
            <translation>Sparlet について</translation>
        </message>
        <message>
            <source>Sparlet %1</source>
            <translation>Sparlet %1</translation>
        </message>
        <message>
            <source>Find pictures, and see why they match. Everything stays on this machine.

Free software under the GNU General Public License, version 3 or later. Built with Qt, LibTorch, QCustomPlot, SQLite, libjpeg-turbo, giflib, curl, zlib and nlohmann/json. Word vectors: GloVe (public domain, PDDL 1.0).</source>
            <translation>画像を検索し、一致した理由を確かめられます。すべてこの機械の中で完結します。

GNU General Public License バージョン 3 以降による自由ソフトウェアです。Qt、LibTorch、QCustomPlot、SQLite、libjpeg-turbo、giflib、curl、zlib、nlohmann/json を使っています。単語ベクトル：GloVe（パブリックドメイン、PDDL 1.0）。</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>学習</translation>
        </message>
        <message>
            <source>Train models and see how they learn</source>
            <translation>モデルを学習し、その様子を見ます</translation>
        </message>
        <message>
            <source>&amp;Training</source>
            <translation>学習(&amp;T)</translation>
        </message>
        <message>
            <source>Panels</source>
            <translation>パネル</translation>
        </message>
        <message>
            <source>M&amp;ake a model smaller…</source>
            <translation>モデルを小さくする(&amp;A)…</translation>
        </message>
        <message>
            <source>Give a model's weights fewer bits, each layer as many as it needs</source>
            <translation>モデルの重みのビットを減らします。各層には必要なだけ残します</translation>
        </message>
        <message>
            <source>Sparlet's data is still being opened.</source>
            <translation>Sparlet のデータを開いているところです。</translation>
        </message>
        <message>
            <source>Evaluate</source>
            <translation>評価</translation>
        </message>
        <message>
            <source>Measure models, and see the images behind the numbers</source>
            <translation>モデルを測定し、数値の元になった画像を見ます</translation>
        </message>
        <message>
            <source>&amp;Evaluation</source>
            <translation>評価(&amp;E)</translation>
        </message>
        <message>
            <source>Trade-off</source>
            <translation>兼ね合い</translation>
        </message>
        <message>
            <source>See what accuracy costs, and make the figures of a paper</source>
            <translation>精度に要するコストを見て、論文の図を作る</translation>
        </message>
        <message>
            <source>Trade-&amp;off</source>
            <translation>トレードオフ(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Publish…</source>
            <translation>公開(&amp;P)…</translation>
        </message>
        <message>
            <source>Set what is seen for print and write it to a file</source>
            <translation>表示中の図を印刷用に整えてファイルに書き出す</translation>
        </message>
        <message>
            <source>Select an evaluation first.</source>
            <translation>先に評価を選んでください。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::MeasurementModel</name>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message numerus="yes">
            <source>%n runs</source>
            <translation>
                <numerusform>%n 回</numerusform>
            </translation>
        </message>
        <message>
            <source>seed %1</source>
            <translation>シード %1</translation>
        </message>
        <message>
            <source>Not measured</source>
            <translation>測定していません</translation>
        </message>
        <message>
            <source>not measured</source>
            <translation>測定なし</translation>
        </message>
        <message>
            <source>%1, %2</source>
            <comment>metric, unit</comment>
            <translation>%1（%2）</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>モデル</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>出所</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>手法</translation>
        </message>
        <message>
            <source>Backbone</source>
            <translation>バックボーン</translation>
        </message>
        <message>
            <source>Variant</source>
            <translation>変種</translation>
        </message>
        <message>
            <source>Group</source>
            <translation>グループ</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>プロジェクト</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>データ</translation>
        </message>
        <message>
            <source>Protocol</source>
            <translation>プロトコル</translation>
        </message>
        <message>
            <source>Arithmetic</source>
            <translation>演算</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>デバイス</translation>
        </message>
        <message>
            <source>Seeds</source>
            <translation>シード</translation>
        </message>
        <message>
            <source>Measured</source>
            <translation>測定日時</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::MeasurementWords</name>
        <message>
            <source>mAP</source>
            <translation>mAP</translation>
        </message>
        <message>
            <source>P@1</source>
            <translation>P@1</translation>
        </message>
        <message>
            <source>P@5</source>
            <translation>P@5</translation>
        </message>
        <message>
            <source>P@10</source>
            <translation>P@10</translation>
        </message>
        <message>
            <source>mAP without IQE</source>
            <translation>IQE なしの mAP</translation>
        </message>
        <message>
            <source>mAP, no IQE</source>
            <translation>mAP（IQE なし）</translation>
        </message>
        <message>
            <source>mAP of floats</source>
            <translation>浮動小数の mAP</translation>
        </message>
        <message>
            <source>mAP, floats</source>
            <translation>mAP（浮動小数）</translation>
        </message>
        <message>
            <source>Inference time, batch 1</source>
            <translation>推論時間（バッチ 1）</translation>
        </message>
        <message>
            <source>Time, batch 1</source>
            <translation>時間（バッチ 1）</translation>
        </message>
        <message>
            <source>ms</source>
            <translation>ms</translation>
        </message>
        <message>
            <source>Inference time, batch 32</source>
            <translation>推論時間（バッチ 32）</translation>
        </message>
        <message>
            <source>Time, batch 32</source>
            <translation>時間（バッチ 32）</translation>
        </message>
        <message>
            <source>Model size</source>
            <translation>モデルサイズ</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>モデル</translation>
        </message>
        <message>
            <source>MB</source>
            <translation>MB</translation>
        </message>
        <message>
            <source>Bytes per image</source>
            <translation>画像あたりのバイト数</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>コード</translation>
        </message>
        <message>
            <source>bytes</source>
            <translation>バイト</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>メモリ</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>パラメータ数</translation>
        </message>
        <message>
            <source>million</source>
            <translation>百万</translation>
        </message>
        <message>
            <source>Density</source>
            <translation>密度</translation>
        </message>
        <message>
            <source>Mean bits</source>
            <translation>平均ビット数</translation>
        </message>
        <message>
            <source>Bits</source>
            <translation>ビット数</translation>
        </message>
        <message>
            <source>bits</source>
            <translation>ビット</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <comment>metric, unit</comment>
            <translation>%1（%2）</translation>
        </message>
        <message>
            <source>%1 %2</source>
            <comment>number, unit</comment>
            <translation>%1 %2</translation>
        </message>
        <message>
            <source>%1 ± %2</source>
            <translation>%1 ± %2</translation>
        </message>
        <message>
            <source>Baseline</source>
            <translation>Baseline</translation>
        </message>
        <message>
            <source>without %1</source>
            <translation>%1 なし</translation>
        </message>
        <message>
            <source>ASE on weights</source>
            <translation>重みに ASE</translation>
        </message>
        <message>
            <source>Measured here</source>
            <translation>ここで測定</translation>
        </message>
        <message>
            <source>Shipped record</source>
            <translation>付属の記録</translation>
        </message>
        <message>
            <source>Printed in a paper</source>
            <translation>論文の値</translation>
        </message>
        <message>
            <source>An evaluation that this home keeps. Its queries and pictures can be opened.</source>
            <translation>このホームに保存された評価です。クエリと画像を開けます。</translation>
        </message>
        <message>
            <source>A run record that comes with Sparlet. Its pictures are not on this machine.</source>
            <translation>Sparlet に付属する実行記録です。画像はこのマシンにありません。</translation>
        </message>
        <message>
            <source>A run record that comes with Sparlet, measured on %1. Its pictures are not on this machine.</source>
            <translation>Sparlet に付属する実行記録で、%1 で測定されました。画像はこのマシンにありません。</translation>
        </message>
        <message>
            <source>A value printed in a paper (%1). Nobody measured it here.</source>
            <translation>論文に載った値です（%1）。ここで測定したものではありません。</translation>
        </message>
        <message>
            <source>CIFAR-10 (JPEG), every fifth test image of a class is a query, the rest is the gallery</source>
            <translation>CIFAR-10（JPEG）、各クラスのテスト画像を5枚ごとに1枚クエリとし、残りをギャラリーとする</translation>
        </message>
        <message>
            <source>folder: every image is a query against all others, sub-folders are labels</source>
            <translation>folder：すべての画像を順にクエリとし、ほかのすべての画像を検索、サブフォルダーがラベル</translation>
        </message>
        <message>
            <source>csv: queries, gallery and labels as listed; without a split an image is both</source>
            <translation>csv：クエリ・ギャラリー・ラベルは一覧のとおり、区分のない画像は両方に使う</translation>
        </message>
        <message>
            <source>revisited, easy: easy images are relevant, hard ones are junk</source>
            <translation>revisited（easy）：easy の画像が正解、hard の画像は対象外</translation>
        </message>
        <message>
            <source>revisited, medium: easy and hard images are relevant</source>
            <translation>revisited（medium）：easy と hard の画像が正解</translation>
        </message>
        <message>
            <source>revisited, hard: hard images are relevant, easy ones are junk</source>
            <translation>revisited（hard）：hard の画像が正解、easy の画像は対象外</translation>
        </message>
        <message>
            <source>AP = mean of precision at each relevant rank over the full ranking, no interpolation; ties by gallery order; queries not in gallery</source>
            <translation>AP＝全順位にわたる各正解順位での適合率の平均（補間なし）、同点はギャラリー順、クエリ自身はギャラリーに含めない</translation>
        </message>
        <message>
            <source>AP = mean over the relevant images of the trapezoid between the precision before and at each, junk taken out of the ranking first; P@k among the first min(k, rank of the last relevant image); ties by gallery order; the rule of the revisited Oxford and Paris benchmarks</source>
            <translation>AP＝各正解画像の直前と直後の適合率がなす台形の平均（対象外の画像は先に順位から除く）、P@k は先頭の min(k, 最後の正解の順位) 件、同点はギャラリー順（revisited Oxford・Paris ベンチマークの規則）</translation>
        </message>
        <message>
            <source>codes at density %1 instead of the model&apos;s own</source>
            <translation>コードの密度はモデルの値ではなく %1</translation>
        </message>
        <message>
            <source>density %1</source>
            <translation>密度 %1</translation>
        </message>
        <message>
            <source>%1 bits</source>
            <translation>%1 ビット</translation>
        </message>
        <message>
            <source>; </source>
            <comment>between two parts of a convention</comment>
            <translation>；</translation>
        </message>
        <message>
            <source>, </source>
            <comment>between parts of a variant</comment>
            <translation>、</translation>
        </message>
        <message numerus="yes">
            <source>%n queries without a relevant image left out of the means</source>
            <translation>
                <numerusform>正解画像のない %n 件のクエリは平均から除外</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>scores that are not a number ranked last, in %n queries</source>
            <translation>
                <numerusform>数値でないスコアは最下位とした（%n 件のクエリ）</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>codes of %n bits in every dimension</source>
            <translation>
                <numerusform>コードはすべての次元で %n ビット</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::NoticeBar</name>
        <message>
            <source>Undo</source>
            <translation>元に戻す</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>閉じる</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ParallelPlot</name>
        <message>
            <source>All numbers of every row</source>
            <translation>各行のすべての数値</translation>
        </message>
        <message>
            <source>%1 of %2 rows pass the ranges. Axes: %3.</source>
            <translation>%2 行中 %1 行が範囲内です。軸：%3。</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::PictureOverlay</name>
        <message>
            <source>Picture</source>
            <translation>画像</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::PictureView</name>
        <message>
            <source>Picture</source>
            <translation>画像</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ProfilePlot</name>
        <message>
            <source>Profile over the dimensions</source>
            <translation>次元ごとのプロファイル</translation>
        </message>
        <message>
            <source>dimension %1
%2 %3 %</source>
            <translation>次元 %1
%2 %3 %</translation>
        </message>
        <message>
            <source>%1 dimensions, %2 % on average; the largest is dimension %3 with %4 %; %5 are never used.</source>
            <translation>%1 次元、平均 %2 %。最大は次元 %3 の %4 %。%5 次元は使われていません。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::QueryBar</name>
        <message>
            <source>Query</source>
            <translation>クエリ</translation>
        </message>
        <message>
            <source>Add picture…</source>
            <translation>画像を追加…</translation>
        </message>
        <message>
            <source>Search for images like a picture (or drop one here, or paste it)</source>
            <translation>画像に似たものを検索します（ここにドロップ、または貼り付けでも可）</translation>
        </message>
        <message>
            <source>Exclude…</source>
            <translation>除外…</translation>
        </message>
        <message>
            <source>Keep away from images like a picture</source>
            <translation>画像に似たものを遠ざけます</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>消去</translation>
        </message>
        <message>
            <source>Take everything out of the query</source>
            <translation>クエリを空にします</translation>
        </message>
        <message>
            <source>Words to search for</source>
            <translation>検索する語</translation>
        </message>
        <message>
            <source>Words, e.g. red bus (−word excludes)</source>
            <translation>語で検索（例：red bus、−語 で除外）</translation>
        </message>
        <message>
            <source>This model answers no words</source>
            <translation>このモデルは語で検索できません</translation>
        </message>
        <message>
            <source>Search by words; a minus sign before them excludes</source>
            <translation>語で検索します。前にマイナスを付けると除外します</translation>
        </message>
        <message>
            <source>Not known to the model and left out: %1</source>
            <translation>モデルにない語は除きました：%1</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::QueryChip</name>
        <message>
            <source>“%1”</source>
            <comment>words of a query</comment>
            <translation>「%1」</translation>
        </message>
        <message>
            <source>pasted picture</source>
            <translation>貼り付けた画像</translation>
        </message>
        <message>
            <source> (part)</source>
            <translation>（一部）</translation>
        </message>
        <message>
            <source>unlike %1</source>
            <translation>%1 に似ていないもの</translation>
        </message>
        <message>
            <source>like %1</source>
            <translation>%1 に似たもの</translation>
        </message>
        <message>
            <source>weight %1</source>
            <translation>重み %1</translation>
        </message>
        <message>
            <source>weight %1: + and − change it, X excludes, Delete removes</source>
            <translation>重み %1：+ と − で変更、X で除外、Delete で削除</translation>
        </message>
        <message>
            <source>Exclude: unlike this</source>
            <translation>除外：これに似ていないもの</translation>
        </message>
        <message>
            <source>Weight</source>
            <translation>重み</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>削除</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::QuerySession</name>
        <message>
            <source>expansion rounds</source>
            <translation>拡張の回数</translation>
        </message>
        <message>
            <source>weight of the first query</source>
            <translation>最初のクエリの重み</translation>
        </message>
        <message>
            <source>mark as right</source>
            <translation>正解の印</translation>
        </message>
        <message>
            <source>mark as wrong</source>
            <translation>不正解の印</translation>
        </message>
        <message>
            <source>remove a mark</source>
            <translation>印の取り消し</translation>
        </message>
        <message>
            <source>clear the query</source>
            <translation>クエリの消去</translation>
        </message>
        <message>
            <source>A query of exclusions alone ranks nothing; add a picture or a word to look for.</source>
            <translation>除外だけでは順位を付けられません。探したい画像か語を加えてください。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::RankFlow</name>
        <message>
            <source>Both rankings</source>
            <translation>二つの順位</translation>
        </message>
        <message>
            <source>%1. %2</source>
            <translation>%1. %2</translation>
        </message>
        <message>
            <source>%1, %2: rank %3 on the left, %4 on the right</source>
            <translation>%1、%2：左では %3 位、右では %4 位</translation>
        </message>
        <message>
            <source>Rank %1 on the left, %2 on the right (%3)</source>
            <translation>左では %1 位、右では %2 位（%3）</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::RankMoveModel</name>
        <message>
            <source>✓ right</source>
            <translation>✓ 正解</translation>
        </message>
        <message>
            <source>✗ wrong</source>
            <translation>✗ 不正解</translation>
        </message>
        <message>
            <source>– not counted</source>
            <translation>– 対象外</translation>
        </message>
        <message>
            <source>Score %1 on the left, %2 on the right</source>
            <translation>スコアは左 %1、右 %2</translation>
        </message>
        <message>
            <source>Image</source>
            <translation>画像</translation>
        </message>
        <message>
            <source>Label</source>
            <translation>ラベル</translation>
        </message>
        <message>
            <source>Left rank</source>
            <translation>左の順位</translation>
        </message>
        <message>
            <source>Right rank</source>
            <translation>右の順位</translation>
        </message>
        <message>
            <source>Moved</source>
            <translation>変化</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>判定</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ResultGrid</name>
        <message>
            <source>Images</source>
            <translation>画像</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ResultModel</name>
        <message>
            <source>label: %1</source>
            <translation>ラベル：%1</translation>
        </message>
        <message>
            <source>%1 × %2 px · %3</source>
            <translation>%1 × %2 px · %3</translation>
        </message>
        <message>
            <source>rank %1 · score %2</source>
            <translation>順位 %1 · スコア %2</translation>
        </message>
        <message>
            <source>not among the first without expansion</source>
            <translation>拡張なしでは上位にありません</translation>
        </message>
        <message>
            <source>rank %1 without expansion</source>
            <translation>拡張なしでは %1 位</translation>
        </message>
        <message>
            <source>rank %1</source>
            <translation>%1 位</translation>
        </message>
        <message>
            <source>score %1</source>
            <translation>スコア %1</translation>
        </message>
        <message>
            <source>marked right</source>
            <translation>正解</translation>
        </message>
        <message>
            <source>marked wrong</source>
            <translation>不正解</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::RetrievalPlot</name>
        <message>
            <source>precision</source>
            <translation>適合率</translation>
        </message>
        <message>
            <source>Precision and recall</source>
            <translation>適合率と再現率</translation>
        </message>
        <message>
            <source>recall</source>
            <translation>再現率</translation>
        </message>
        <message>
            <source>Precision at k</source>
            <translation>k での適合率</translation>
        </message>
        <message>
            <source>results looked at (k)</source>
            <translation>見た結果の数（k）</translation>
        </message>
        <message>
            <source>recall %1</source>
            <translation>再現率 %1</translation>
        </message>
        <message>
            <source>first %1</source>
            <translation>上位 %1</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1：%2</translation>
        </message>
        <message>
            <source>%1: precision %2 at %3, %4 at %5.</source>
            <translation>%1：%3 で適合率 %2、%5 で %4。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::RoundStepper</name>
        <message>
            <source>Rounds of expansion</source>
            <translation>拡張の回数</translation>
        </message>
        <message>
            <source>Rounds of expansion: 0 searches with the query as it is</source>
            <translation>拡張の回数：0 ならクエリのまま検索します</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::RunModel</name>
        <message>
            <source>Not started</source>
            <translation>未開始</translation>
        </message>
        <message>
            <source>Running</source>
            <translation>実行中</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>一時停止</translation>
        </message>
        <message>
            <source>Interrupted</source>
            <translation>中断</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>失敗</translation>
        </message>
        <message>
            <source>Finished</source>
            <translation>完了</translation>
        </message>
        <message>
            <source>Queued (%1)</source>
            <translation>待機中 (%1)</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1 %</translation>
        </message>
        <message>
            <source>%1 of %2</source>
            <translation>%1 / %2</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名前</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状態</translation>
        </message>
        <message>
            <source>Accuracy</source>
            <translation>正解率</translation>
        </message>
        <message>
            <source>Epochs</source>
            <translation>エポック</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>手法</translation>
        </message>
        <message>
            <source>Backbone</source>
            <translation>バックボーン</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>データ</translation>
        </message>
        <message>
            <source>Created</source>
            <translation>作成日時</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::SampleStrip</name>
        <message>
            <source>Sample pictures</source>
            <translation>画像の例</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ScatterLegend</name>
        <message>
            <source>Legend</source>
            <translation>凡例</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>%1: %2 to %3</source>
            <translation>%1：%2～%3</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ScatterPlot</name>
        <message>
            <source>Trade-off between two numbers</source>
            <translation>2 つの数値のトレードオフ</translation>
        </message>
        <message>
            <source>%1 against %2.</source>
            <translation>%2 に対する %1。</translation>
        </message>
        <message numerus="yes">
            <source>%n dots.</source>
            <translation>
                <numerusform>%n 点。</numerusform>
            </translation>
        </message>
        <message>
            <source>On the Pareto front: %1.</source>
            <translation>パレートフロント上：%1。</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::SettingsDialog</name>
        <message>
            <source>Settings</source>
            <translation>設定</translation>
        </message>
        <message>
            <source>Appearance</source>
            <translation>外観</translation>
        </message>
        <message>
            <source>As the desktop</source>
            <translation>デスクトップに合わせる</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>ダーク</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>ライト</translation>
        </message>
        <message>
            <source>High contrast</source>
            <translation>ハイコントラスト</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>言語</translation>
        </message>
        <message>
            <source>A new language is used after the next start.</source>
            <translation>言語は次回の起動から変わります。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::StartSource</name>
        <message>
            <source>File…</source>
            <translation>ファイル…</translation>
        </message>
        <message>
            <source>File of weights to start from</source>
            <translation>開始に使う重みのファイル</translation>
        </message>
        <message>
            <source>A model of Sparlet, or torchvision's weights as safetensors</source>
            <translation>Sparlet のモデル、または safetensors 形式の torchvision の重み</translation>
        </message>
        <message>
            <source>Weights (safetensors)</source>
            <translation>重み (safetensors)</translation>
        </message>
        <message>
            <source>Choose the file of weights to start from</source>
            <translation>開始に使う重みのファイルを選びます</translation>
        </message>
        <message>
            <source>Nothing: from scratch</source>
            <translation>なし (ゼロから)</translation>
        </message>
        <message>
            <source>A file</source>
            <translation>ファイル</translation>
        </message>
        <message>
            <source>Choose the file of weights.</source>
            <translation>重みのファイルを選んでください。</translation>
        </message>
        <message>
            <source>There is no such file.</source>
            <translation>そのファイルはありません。</translation>
        </message>
        <message>
            <source>Weights are read from safetensors files only.</source>
            <translation>重みは safetensors ファイルからだけ読み込みます。</translation>
        </message>
        <message>
            <source>Weights to start from</source>
            <translation>開始に使う重み</translation>
        </message>
        <message>
            <source>Weights (*.safetensors);;All files (*)</source>
            <translation>重み (*.safetensors);;すべてのファイル (*)</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::StateView</name>
        <message>
            <source>Progress</source>
            <translation>進み具合</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>詳細</translation>
        </message>
        <message>
            <source>Show what exactly went wrong</source>
            <translation>問題の内容を表示します</translation>
        </message>
        <message>
            <source>Copy details</source>
            <translation>詳細をコピー</translation>
        </message>
        <message>
            <source>Copy the details to the clipboard</source>
            <translation>詳細をクリップボードにコピーします</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::StemPlot</name>
        <message>
            <source>Code, dimension by dimension</source>
            <translation>次元ごとのコード</translation>
        </message>
        <message>
            <source>dimension</source>
            <translation>次元</translation>
        </message>
        <message>
            <source>dimension %1: %2</source>
            <translation>次元 %1：%2</translation>
        </message>
        <message>
            <source>%1 of %2 dimensions kept; the largest is dimension %3 with %4.</source>
            <translation>%2 次元中 %1 次元を保持。最大は次元 %3 の %4。</translation>
        </message>
        <message>
            <source>The threshold τ is %1.</source>
            <translation>閾値 τ は %1 です。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::TextSource</name>
        <message>
            <source>File…</source>
            <translation>ファイル…</translation>
        </message>
        <message>
            <source>Describe pictures…</source>
            <translation>画像を説明…</translation>
        </message>
        <message>
            <source>Texts</source>
            <translation>文</translation>
        </message>
        <message>
            <source>Shipped descriptions, else class names</source>
            <translation>付属の説明、なければクラス名</translation>
        </message>
        <message>
            <source>Class descriptions</source>
            <translation>クラスの説明</translation>
        </message>
        <message>
            <source>Captions of single pictures</source>
            <translation>画像ごとのキャプション</translation>
        </message>
        <message>
            <source>File of texts</source>
            <translation>文のファイル</translation>
        </message>
        <message>
            <source>Choose the file of texts</source>
            <translation>文のファイルを選びます</translation>
        </message>
        <message>
            <source>Have a language model describe the pictures</source>
            <translation>言語モデルに画像を説明させます</translation>
        </message>
        <message>
            <source>Choose the file of texts.</source>
            <translation>文のファイルを選んでください。</translation>
        </message>
        <message>
            <source>There is no such file.</source>
            <translation>そのようなファイルはありません。</translation>
        </message>
        <message>
            <source>Captions of pictures</source>
            <translation>画像のキャプション</translation>
        </message>
        <message>
            <source>Descriptions of classes</source>
            <translation>クラスの説明</translation>
        </message>
        <message>
            <source>Captions (*.jsonl);;All files (*)</source>
            <translation>キャプション (*.jsonl);;すべてのファイル (*)</translation>
        </message>
        <message>
            <source>Descriptions (*.json);;All files (*)</source>
            <translation>説明 (*.json);;すべてのファイル (*)</translation>
        </message>
        <message>
            <source>Captions file (JSON Lines)</source>
            <translation>キャプションファイル（JSON Lines）</translation>
        </message>
        <message>
            <source>Descriptions file (JSON)</source>
            <translation>説明ファイル（JSON）</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ThumbnailDelegate</name>
        <message>
            <source>cannot be shown</source>
            <translation>表示できません</translation>
        </message>
        <message>
            <source>new</source>
            <translation>新規</translation>
        </message>
        <message>
            <source>Right: look for more like this (Y)</source>
            <translation>正解：似たものを増やします (Y)</translation>
        </message>
        <message>
            <source>Wrong: look for less like this (N)</source>
            <translation>不正解：似たものを減らします (N)</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::ThumbnailLoader</name>
        <message>
            <source>%1 holds no picture.</source>
            <translation>%1 に画像がありません。</translation>
        </message>
        <message>
            <source>%1 could not be read: %2</source>
            <translation>%1 を読めませんでした：%2</translation>
        </message>
        <message>
            <source>%1 could not be read.</source>
            <translation>%1 を読めませんでした。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::TradeoffControls</name>
        <message>
            <source>Across</source>
            <translation>横軸</translation>
        </message>
        <message>
            <source>What the horizontal axis shows</source>
            <translation>横軸に示すもの</translation>
        </message>
        <message>
            <source>Up</source>
            <translation>縦軸</translation>
        </message>
        <message>
            <source>What the vertical axis shows</source>
            <translation>縦軸に示すもの</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>色</translation>
        </message>
        <message>
            <source>What the colour of a dot stands for</source>
            <translation>点の色が表すもの</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>大きさ</translation>
        </message>
        <message>
            <source>What the size of a dot stands for</source>
            <translation>点の大きさが表すもの</translation>
        </message>
        <message>
            <source>All alike</source>
            <translation>すべて同じ</translation>
        </message>
        <message>
            <source>Lo&amp;garithmic</source>
            <translation>対数(&amp;G)</translation>
        </message>
        <message>
            <source>A logarithmic horizontal axis</source>
            <translation>横軸を対数にする</translation>
        </message>
        <message>
            <source>&amp;Logarithmic</source>
            <translation>対数(&amp;L)</translation>
        </message>
        <message>
            <source>A logarithmic vertical axis</source>
            <translation>縦軸を対数にする</translation>
        </message>
        <message>
            <source>&amp;Mean ± deviation</source>
            <translation>平均 ± 偏差(&amp;M)</translation>
        </message>
        <message>
            <source>A dot for each configuration, with bars of its deviation over the seeds</source>
            <translation>構成ごとに 1 点、シード間の偏差を誤差棒で示す</translation>
        </message>
        <message>
            <source>Every r&amp;un</source>
            <translation>各実行(&amp;U)</translation>
        </message>
        <message>
            <source>A dot for each run</source>
            <translation>実行ごとに 1 点</translation>
        </message>
        <message>
            <source>Pareto &amp;front</source>
            <translation>パレートフロント(&amp;F)</translation>
        </message>
        <message>
            <source>A line along what nothing else beats in both</source>
            <translation>両方の軸でほかに負けない点を結ぶ線</translation>
        </message>
        <message>
            <source>&amp;Names</source>
            <translation>名前(&amp;N)</translation>
        </message>
        <message>
            <source>Names beside the dots, where they have room</source>
            <translation>場所があれば点の横に名前を示す</translation>
        </message>
        <message>
            <source>P&amp;apers&apos; values</source>
            <translation>論文の値(&amp;A)</translation>
        </message>
        <message>
            <source>What the papers printed, as hollow dots</source>
            <translation>論文に載った値を白抜きの点で示す</translation>
        </message>
        <message>
            <source>Sho&amp;w all</source>
            <translation>全体を表示(&amp;W)</translation>
        </message>
        <message>
            <source>All dots are in view again (0 in the plot)</source>
            <translation>すべての点を表示する（図の中で 0）</translation>
        </message>
        <message>
            <source>Seeds</source>
            <translation>シード</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>表示</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::TradeoffFigures</name>
        <message>
            <source>Figures</source>
            <translation>図</translation>
        </message>
        <message>
            <source>The papers&apos; figures over the rows that are shown</source>
            <translation>表示中の行から作る論文の図</translation>
        </message>
        <message>
            <source>P&amp;ublish this…</source>
            <translation>この図を公開(&amp;U)…</translation>
        </message>
        <message>
            <source>Set it for print and write it to a file</source>
            <translation>印刷用に整えてファイルに書き出す</translation>
        </message>
        <message>
            <source>No row of your own</source>
            <translation>自分の行がありません</translation>
        </message>
        <message>
            <source>The figures are drawn from what was measured. Show rows that are not the papers&apos;.</source>
            <translation>図は測定値から描かれます。論文以外の行を表示してください。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::TradeoffPage</name>
        <message>
            <source>Trade-off</source>
            <translation>トレードオフ</translation>
        </message>
        <message>
            <source>Group</source>
            <translation>グループ</translation>
        </message>
        <message>
            <source>Rows that may be compared: the same data and protocol</source>
            <translation>比較できる行（同じデータとプロトコル）</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>プロジェクト</translation>
        </message>
        <message>
            <source>Only what belongs to a project</source>
            <translation>プロジェクトに属するものだけ</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>手法</translation>
        </message>
        <message>
            <source>Only one method</source>
            <translation>1 つの手法だけ</translation>
        </message>
        <message>
            <source>Find rows</source>
            <translation>行を検索</translation>
        </message>
        <message>
            <source>Only rows that have each of these words (Ctrl+L)</source>
            <translation>すべての語を含む行だけを表示（Ctrl+L）</translation>
        </message>
        <message>
            <source>Publish…</source>
            <translation>公開…</translation>
        </message>
        <message>
            <source>Set what is seen for print and write it to a file (Ctrl+P)</source>
            <translation>表示中の図を印刷用に整えてファイルに書き出す（Ctrl+P）</translation>
        </message>
        <message>
            <source>Views</source>
            <translation>表示</translation>
        </message>
        <message>
            <source>Scatter plot</source>
            <translation>散布図</translation>
        </message>
        <message>
            <source>Parallel coordinates</source>
            <translation>平行座標</translation>
        </message>
        <message>
            <source>The papers&apos; figures</source>
            <translation>論文の図</translation>
        </message>
        <message>
            <source>Up is better. Drag along an axis to keep a range, drag a title to move an axis.</source>
            <translation>上ほど良い値です。軸に沿ってドラッグすると範囲を絞り、見出しをドラッグすると軸を動かせます。</translation>
        </message>
        <message>
            <source>Columns</source>
            <translation>列</translation>
        </message>
        <message>
            <source>Choose the columns of the table</source>
            <translation>表の列を選ぶ</translation>
        </message>
        <message>
            <source>Rows</source>
            <translation>行</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1（%2）</translation>
        </message>
        <message>
            <source>Export &amp;every figure and table…</source>
            <translation>すべての図と表を書き出す(&amp;E)…</translation>
        </message>
        <message>
            <source>Write all of the papers&apos; figures and tables to a folder</source>
            <translation>論文の図と表をすべてフォルダーに書き出す</translation>
        </message>
        <message>
            <source>&amp;Scatter plot</source>
            <translation>散布図(&amp;S)</translation>
        </message>
        <message>
            <source>One number against another</source>
            <translation>ある数値に対する別の数値</translation>
        </message>
        <message>
            <source>Parallel &amp;coordinates</source>
            <translation>平行座標(&amp;C)</translation>
        </message>
        <message>
            <source>All numbers of every row</source>
            <translation>各行のすべての数値</translation>
        </message>
        <message>
            <source>The papers&apos; &amp;figures</source>
            <translation>論文の図(&amp;F)</translation>
        </message>
        <message>
            <source>The papers&apos; figures over your own rows</source>
            <translation>自分の行から作る論文の図</translation>
        </message>
        <message>
            <source>Find &amp;rows</source>
            <translation>行を検索(&amp;R)</translation>
        </message>
        <message>
            <source>Show only rows with certain words</source>
            <translation>特定の語を含む行だけを表示する</translation>
        </message>
        <message>
            <source>Opening Sparlet&apos;s data</source>
            <translation>Sparlet のデータを開いています</translation>
        </message>
        <message>
            <source>Sparlet&apos;s data could not be opened</source>
            <translation>Sparlet のデータを開けませんでした</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>再試行</translation>
        </message>
        <message>
            <source>Reading the measurements</source>
            <translation>測定値を読み込んでいます</translation>
        </message>
        <message>
            <source>The measurements could not be read</source>
            <translation>測定値を読めませんでした</translation>
        </message>
        <message>
            <source>All groups</source>
            <translation>すべてのグループ</translation>
        </message>
        <message>
            <source>All projects</source>
            <translation>すべてのプロジェクト</translation>
        </message>
        <message>
            <source>All methods</source>
            <translation>すべての手法</translation>
        </message>
        <message numerus="yes">
            <source>%n rows</source>
            <translation>
                <numerusform>%n 行</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n of the papers.</source>
            <translation>
                <numerusform>ほかに論文の値 %n 件。</numerusform>
            </translation>
        </message>
        <message>
            <source>None is measured here yet.</source>
            <translation>ここで測定したものはまだありません。</translation>
        </message>
        <message>
            <source>Nothing was measured yet</source>
            <translation>まだ何も測定していません</translation>
        </message>
        <message>
            <source>Evaluate a model, and see here what its accuracy costs in time, size and memory.</source>
            <translation>モデルを評価すると、精度に要する時間・サイズ・メモリをここで確かめられます。</translation>
        </message>
        <message>
            <source>Evaluate a model…</source>
            <translation>モデルを評価…</translation>
        </message>
        <message>
            <source>Nothing matches</source>
            <translation>該当する行がありません</translation>
        </message>
        <message>
            <source>No row passes the filter.</source>
            <translation>フィルターを通る行がありません。</translation>
        </message>
        <message>
            <source>Clear the filter</source>
            <translation>フィルターを解除</translation>
        </message>
        <message>
            <source>No row has both numbers</source>
            <translation>両方の数値を持つ行がありません</translation>
        </message>
        <message>
            <source>Choose other axes, or measure what is missing.</source>
            <translation>ほかの軸を選ぶか、足りない値を測定してください。</translation>
        </message>
        <message>
            <source>Runs of %1</source>
            <translation>%1 の実行</translation>
        </message>
        <message>
            <source>Seed %1 · mAP %2</source>
            <translation>シード %1 · mAP %2</translation>
        </message>
        <message>
            <source>%1 · mAP %2</source>
            <translation>%1 · mAP %2</translation>
        </message>
        <message>
            <source>There is no row to draw a figure from.</source>
            <translation>図を描く行がありません。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::TradeoffSource</name>
        <message>
            <source>Where these numbers are from</source>
            <translation>この数値の出所</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>コピー(&amp;C)</translation>
        </message>
        <message>
            <source>Copy the numbers and their source</source>
            <translation>数値と出所をコピーする</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::TradeoffWords</name>
        <message>
            <source>as it is</source>
            <translation>そのまま</translation>
        </message>
        <message>
            <source>%1 · %2</source>
            <comment>model, arithmetic</comment>
            <translation>%1 · %2</translation>
        </message>
        <message>
            <source>%1 · seed %2</source>
            <translation>%1 · シード %2</translation>
        </message>
        <message numerus="yes">
            <source>%n rows have no “%1” above 0.</source>
            <translation>
                <numerusform>%n 行には 0 より大きい「%1」がありません。</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n rows have no “%1”.</source>
            <translation>
                <numerusform>%n 行には「%1」がありません。</numerusform>
            </translation>
        </message>
        <message>
            <source>Method</source>
            <translation>手法</translation>
        </message>
        <message>
            <source>Backbone</source>
            <translation>バックボーン</translation>
        </message>
        <message>
            <source>Variant</source>
            <translation>変種</translation>
        </message>
        <message>
            <source>Arithmetic</source>
            <translation>演算</translation>
        </message>
        <message>
            <source>Group</source>
            <translation>グループ</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>出所</translation>
        </message>
        <message>
            <source>Pareto front</source>
            <translation>パレートフロント</translation>
        </message>
        <message>
            <source>Papers&apos; values</source>
            <translation>論文の値</translation>
        </message>
        <message numerus="yes">
            <source>%n runs, mean ± deviation</source>
            <translation>
                <numerusform>%n 回の実行、平均 ± 偏差</numerusform>
            </translation>
        </message>
        <message>
            <source>seed %1</source>
            <translation>シード %1</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::TrainForm</name>
        <message>
            <source>%1 · %2 memory</source>
            <translation>%1 · メモリー %2</translation>
        </message>
        <message>
            <source>As in the paper</source>
            <translation>論文どおり</translation>
        </message>
        <message>
            <source>Standard</source>
            <translation>標準</translation>
        </message>
        <message>
            <source>Quick</source>
            <translation>高速</translation>
        </message>
        <message>
            <source>Compact file</source>
            <translation>小さいファイル</translation>
        </message>
        <message>
            <source>New training run</source>
            <translation>新しい学習</translation>
        </message>
        <message>
            <source>Training data</source>
            <translation>学習データ</translation>
        </message>
        <message>
            <source>Folder of class folders, CIFAR-10's folder, or a packed file</source>
            <translation>クラスフォルダーの入ったフォルダー、CIFAR-10 のフォルダー、またはパック済みファイル</translation>
        </message>
        <message>
            <source>Folder…</source>
            <translation>フォルダー…</translation>
        </message>
        <message>
            <source>Choose a folder of training data</source>
            <translation>学習データのフォルダーを選びます</translation>
        </message>
        <message>
            <source>File…</source>
            <translation>ファイル…</translation>
        </message>
        <message>
            <source>Choose a packed file of training data</source>
            <translation>学習データのパック済みファイルを選びます</translation>
        </message>
        <message>
            <source>LKD</source>
            <translation>LKD</translation>
        </message>
        <message>
            <source>Language-guided knowledge: texts of the classes guide the embedding</source>
            <translation>言語による知識蒸留：クラスの文章が埋め込みを導きます</translation>
        </message>
        <message>
            <source>ASE</source>
            <translation>ASE</translation>
        </message>
        <message>
            <source>Adaptive sparse embedding: weak dimensions of an image become zero</source>
            <translation>適応的スパース埋め込み：画像ごとに弱い次元をゼロにします</translation>
        </message>
        <message>
            <source>SPQ</source>
            <translation>SPQ</translation>
        </message>
        <message>
            <source>Mixed-precision quantisation: bits by the importance of a dimension</source>
            <translation>混合精度量子化：次元の重要度に応じてビット数を決めます</translation>
        </message>
        <message>
            <source>IQE</source>
            <translation>IQE</translation>
        </message>
        <message>
            <source>Queries with this model are expanded unless told otherwise</source>
            <translation>このモデルでの検索は既定でクエリー拡張を行います</translation>
        </message>
        <message>
            <source>&amp;Method</source>
            <translation>手法(&amp;M)</translation>
        </message>
        <message>
            <source>How pictures become codes</source>
            <translation>画像をコードにする方法</translation>
        </message>
        <message>
            <source>&amp;Backbone</source>
            <translation>バックボーン(&amp;B)</translation>
        </message>
        <message>
            <source>The network that looks at the pictures</source>
            <translation>画像を読み取るネットワーク</translation>
        </message>
        <message>
            <source>Modules</source>
            <translation>モジュール</translation>
        </message>
        <message>
            <source>Te&amp;xts</source>
            <translation>文章(&amp;X)</translation>
        </message>
        <message>
            <source>What LKD learns from: texts about the classes or about single pictures</source>
            <translation>LKD が学ぶ文章：クラスごと、または画像ごとの文章</translation>
        </message>
        <message>
            <source>&amp;Preset</source>
            <translation>プリセット(&amp;P)</translation>
        </message>
        <message>
            <source>Epochs, batch, learning rate and optimiser to start from</source>
            <translation>エポック数、バッチ、学習率、最適化手法の初期設定</translation>
        </message>
        <message>
            <source>De&amp;vice</source>
            <translation>デバイス(&amp;V)</translation>
        </message>
        <message>
            <source>Where the network is trained</source>
            <translation>ネットワークを学習する場所</translation>
        </message>
        <message>
            <source>&amp;Name</source>
            <translation>名前(&amp;N)</translation>
        </message>
        <message>
            <source>What the run is called; its model has the same name</source>
            <translation>学習の名前。モデルも同じ名前になります</translation>
        </message>
        <message>
            <source>Mixed precision (bf16)</source>
            <translation>混合精度 (bf16)</translation>
        </message>
        <message>
            <source>Faster on GPUs and on CPUs that can do it; weights stay in full precision</source>
            <translation>対応する GPU や CPU で速くなります。重みは全精度のままです</translation>
        </message>
        <message>
            <source>First layer for small pictures</source>
            <translation>小さい画像向けの第 1 層</translation>
        </message>
        <message>
            <source>Looks at every pixel; right for pictures of up to 64 pixels, slow for larger ones</source>
            <translation>全画素を見ます。64 画素までの画像に適し、それより大きい画像では遅くなります</translation>
        </message>
        <message>
            <source>automatic</source>
            <translation>自動</translation>
        </message>
        <message>
            <source> px</source>
            <translation> px</translation>
        </message>
        <message>
            <source> %</source>
            <translation> %</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>なし</translation>
        </message>
        <message>
            <source>&amp;Epochs</source>
            <translation>エポック数(&amp;E)</translation>
        </message>
        <message>
            <source>How often training sees every picture</source>
            <translation>各画像を学習する回数</translation>
        </message>
        <message>
            <source>Ba&amp;tch</source>
            <translation>バッチ(&amp;T)</translation>
        </message>
        <message>
            <source>Pictures a step; fewer take less memory</source>
            <translation>1 ステップの画像数。少ないほどメモリーを使いません</translation>
        </message>
        <message>
            <source>&amp;Learning rate</source>
            <translation>学習率(&amp;L)</translation>
        </message>
        <message>
            <source>The highest rate of the schedule</source>
            <translation>スケジュールの最大学習率</translation>
        </message>
        <message>
            <source>&amp;Dimensions</source>
            <translation>次元数(&amp;D)</translation>
        </message>
        <message>
            <source>Values of the embedding</source>
            <translation>埋め込みの値の数</translation>
        </message>
        <message>
            <source>Densit&amp;y</source>
            <translation>密度(&amp;Y)</translation>
        </message>
        <message>
            <source>Share of dimensions an image keeps, with ASE</source>
            <translation>ASE で画像が保持する次元の割合</translation>
        </message>
        <message>
            <source>B&amp;its</source>
            <translation>ビット数(&amp;I)</translation>
        </message>
        <message>
            <source>Bits of a dimension on average, with SPQ</source>
            <translation>SPQ での次元あたりの平均ビット数</translation>
        </message>
        <message>
            <source>Picture si&amp;de</source>
            <translation>画像の辺(&amp;D)</translation>
        </message>
        <message>
            <source>Pixels of a side that pictures are scaled to</source>
            <translation>画像を縮尺する 1 辺の画素数</translation>
        </message>
        <message>
            <source>&amp;Held out</source>
            <translation>評価用(&amp;H)</translation>
        </message>
        <message>
            <source>Share of each class that is not trained on: mAP is measured there after every epoch</source>
            <translation>学習に使わない各クラスの割合。エポックごとにそこで mAP を測ります</translation>
        </message>
        <message>
            <source>&amp;Seed</source>
            <translation>シード(&amp;S)</translation>
        </message>
        <message>
            <source>The same seed gives the same model on the same machine</source>
            <translation>同じマシンでは、同じシードから同じモデルができます</translation>
        </message>
        <message>
            <source>Advanced</source>
            <translation>詳細設定</translation>
        </message>
        <message numerus="yes">
            <source>%n changed</source>
            <translation>
                <numerusform>%n 件変更</numerusform>
            </translation>
        </message>
        <message>
            <source>all as by default</source>
            <translation>すべて既定値</translation>
        </message>
        <message>
            <source>Start training</source>
            <translation>学習を開始</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>キャンセル</translation>
        </message>
        <message>
            <source>Leave this form</source>
            <translation>このフォームを閉じます</translation>
        </message>
        <message>
            <source>Automatic: %1</source>
            <translation>自動：%1</translation>
        </message>
        <message>
            <source>Epochs %1, batch %2, learning rate %3, optimiser %4</source>
            <translation>エポック数 %1、バッチ %2、学習率 %3、最適化手法 %4</translation>
        </message>
        <message>
            <source>Folder of training data</source>
            <translation>学習データのフォルダー</translation>
        </message>
        <message>
            <source>Packed file of training data</source>
            <translation>学習データのパック済みファイル</translation>
        </message>
        <message>
            <source>automatic (%1)</source>
            <translation>自動 (%1)</translation>
        </message>
        <message>
            <source>There are only %1 pictures.</source>
            <translation>画像は %1 枚しかありません。</translation>
        </message>
        <message>
            <source>Train with these settings</source>
            <translation>この設定で学習します</translation>
        </message>
        <message>
            <source>A field needs another value</source>
            <translation>値を直す必要のある欄があります</translation>
        </message>
        <message>
            <source>Choose a readable data set first</source>
            <translation>先に読み込めるデータセットを選んでください</translation>
        </message>
        <message>
            <source>Add to the queue</source>
            <translation>待ち行列に追加</translation>
        </message>
        <message>
            <source>%1 · %2</source>
            <translation>%1 · %2</translation>
        </message>
        <message>
            <source>Start &amp;from</source>
            <translation>開始点(&amp;F)</translation>
        </message>
        <message>
            <source>What the backbone knows already: a model of Sparlet, or torchvision's weights</source>
            <translation>バックボーンの初期値: Sparlet のモデル、または torchvision の重み</translation>
        </message>
        <message>
            <source>That model has the backbone %1; choose it here too, or start from another model.</source>
            <translation>そのモデルのバックボーンは %1 です。ここでも同じものを選ぶか、別のモデルから始めてください。</translation>
        </message>
        <message>
            <source>That model has the first layer for small pictures; switch it on, or start from another.</source>
            <translation>そのモデルの第 1 層は小さい画像向けです。これをオンにするか、別のモデルから始めてください。</translation>
        </message>
        <message>
            <source>That model has no first layer for small pictures; switch it off, or start from another.</source>
            <translation>そのモデルの第 1 層は小さい画像向けではありません。これをオフにするか、別のモデルから始めてください。</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::TrainPage</name>
        <message>
            <source>Training</source>
            <translation>学習</translation>
        </message>
        <message>
            <source>Training runs</source>
            <translation>学習の一覧</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>学習</translation>
        </message>
        <message>
            <source>Select several to compare their curves</source>
            <translation>複数選択すると曲線を比較できます</translation>
        </message>
        <message>
            <source>Queue</source>
            <translation>待ち行列</translation>
        </message>
        <message>
            <source>Runs that wait for their turn</source>
            <translation>順番を待つ学習</translation>
        </message>
        <message>
            <source>Train earlier</source>
            <translation>順番を早める</translation>
        </message>
        <message>
            <source>Train later</source>
            <translation>順番を遅らせる</translation>
        </message>
        <message>
            <source>Take out of the queue</source>
            <translation>待ち行列から外す</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>続ける</translation>
        </message>
        <message>
            <source>Train the first run of the queue now</source>
            <translation>待ち行列の先頭を今すぐ学習します</translation>
        </message>
        <message>
            <source>Bring the deleted runs back</source>
            <translation>削除した学習を元に戻します</translation>
        </message>
        <message>
            <source>“%1” is trained.</source>
            <translation>「%1」の学習が完了しました。</translation>
        </message>
        <message>
            <source>Opening</source>
            <translation>開いています</translation>
        </message>
        <message>
            <source>Sparlet's data could not be opened</source>
            <translation>Sparlet のデータを開けませんでした</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>再試行</translation>
        </message>
        <message>
            <source>The runs could not be read</source>
            <translation>学習の一覧を読めませんでした</translation>
        </message>
        <message>
            <source>Reading the runs</source>
            <translation>学習の一覧を読み込んでいます</translation>
        </message>
        <message>
            <source>No training run yet</source>
            <translation>学習はまだありません</translation>
        </message>
        <message>
            <source>Train a model on pictures of your own, watch how it learns, and index folders with it.</source>
            <translation>手元の画像でモデルを学習し、その様子を見て、フォルダーの索引化に使えます。</translation>
        </message>
        <message>
            <source>New run…</source>
            <translation>新しい学習…</translation>
        </message>
        <message>
            <source>The run could not be read</source>
            <translation>学習を読めませんでした</translation>
        </message>
        <message>
            <source>Queue, paused</source>
            <translation>待ち行列（停止中）</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1 (%2)</translation>
        </message>
        <message>
            <source>&amp;New run…</source>
            <translation>新しい学習(&amp;N)…</translation>
        </message>
        <message>
            <source>Train a model on pictures of your own</source>
            <translation>手元の画像でモデルを学習します</translation>
        </message>
        <message>
            <source>New run &amp;like this…</source>
            <translation>同じ設定で新しい学習(&amp;L)…</translation>
        </message>
        <message>
            <source>A new run with the settings of this one</source>
            <translation>この設定を使って新しく学習します</translation>
        </message>
        <message>
            <source>&amp;Pause</source>
            <translation>一時停止(&amp;P)</translation>
        </message>
        <message>
            <source>Write a checkpoint and stop; nothing else of the queue begins</source>
            <translation>チェックポイントを書いて止めます。待ち行列も始まりません</translation>
        </message>
        <message>
            <source>&amp;Stop</source>
            <translation>停止(&amp;S)</translation>
        </message>
        <message>
            <source>Write a checkpoint, stop, and go on with the queue</source>
            <translation>チェックポイントを書いて止め、待ち行列を続けます</translation>
        </message>
        <message>
            <source>&amp;Resume</source>
            <translation>再開(&amp;R)</translation>
        </message>
        <message>
            <source>Go on with the selected run from its last checkpoint</source>
            <translation>選択した学習を最後のチェックポイントから続けます</translation>
        </message>
        <message>
            <source>Rena&amp;me the run</source>
            <translation>学習の名前を変更(&amp;M)</translation>
        </message>
        <message>
            <source>Give the selected run another name</source>
            <translation>選択した学習に別の名前を付けます</translation>
        </message>
        <message>
            <source>&amp;Index a folder with this model…</source>
            <translation>このモデルでフォルダーを索引化(&amp;I)…</translation>
        </message>
        <message>
            <source>Read a folder of pictures with the model of the selected run</source>
            <translation>選択した学習のモデルで画像フォルダーを読み込みます</translation>
        </message>
        <message>
            <source>&amp;Open the run's folder</source>
            <translation>学習のフォルダーを開く(&amp;O)</translation>
        </message>
        <message>
            <source>Show record, checkpoint and model of the selected run</source>
            <translation>選択した学習の記録、チェックポイント、モデルを表示します</translation>
        </message>
        <message>
            <source>&amp;Delete the run…</source>
            <translation>学習を削除(&amp;D)…</translation>
        </message>
        <message>
            <source>Delete record and checkpoint of the selected runs</source>
            <translation>選択した学習の記録とチェックポイントを削除します</translation>
        </message>
        <message>
            <source>T&amp;ry again</source>
            <translation>再試行(&amp;R)</translation>
        </message>
        <message>
            <source>Sta&amp;rt</source>
            <translation>開始(&amp;R)</translation>
        </message>
        <message>
            <source>Delete runs</source>
            <translation>学習の削除</translation>
        </message>
        <message>
            <source>Delete the run “%1”?</source>
            <translation>学習「%1」を削除しますか？</translation>
        </message>
        <message numerus="yes">
            <source>Delete %n runs?</source>
            <translation>
                <numerusform>%n 件の学習を削除しますか？</numerusform>
            </translation>
        </message>
        <message>
            <source>Record, curves and checkpoint are deleted. A finished model stays installed, so that collections that were indexed with it go on working. You can undo this until Sparlet is closed.</source>
            <translation>記録、曲線、チェックポイントを削除します。完成したモデルは残るので、それで索引化したコレクションは引き続き使えます。Sparlet を閉じるまでは元に戻せます。</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>削除</translation>
        </message>
        <message>
            <source>“%1” was deleted.</source>
            <translation>「%1」を削除しました。</translation>
        </message>
        <message numerus="yes">
            <source>%n runs were deleted.</source>
            <translation>
                <numerusform>%n 件の学習を削除しました。</numerusform>
            </translation>
        </message>
        <message>
            <source>Make t&amp;he run's model smaller…</source>
            <translation>この学習のモデルを小さくする(&amp;H)…</translation>
        </message>
        <message>
            <source>Give the weights of the selected run's model fewer bits</source>
            <translation>選んだ学習のモデルの重みのビットを減らします</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::TrainRunView</name>
        <message>
            <source>Training run</source>
            <translation>学習</translation>
        </message>
        <message>
            <source>Progress of training</source>
            <translation>学習の進み具合</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>損失</translation>
        </message>
        <message>
            <source>loss</source>
            <translation>損失</translation>
        </message>
        <message>
            <source>Training accuracy</source>
            <translation>学習データの正解率</translation>
        </message>
        <message>
            <source>accuracy (%)</source>
            <translation>正解率 (%)</translation>
        </message>
        <message>
            <source>Held-out mAP</source>
            <translation>評価用データの mAP</translation>
        </message>
        <message>
            <source>mAP</source>
            <translation>mAP</translation>
        </message>
        <message>
            <source>Density</source>
            <translation>密度</translation>
        </message>
        <message>
            <source>density (%)</source>
            <translation>密度 (%)</translation>
        </message>
        <message>
            <source>Mean bits</source>
            <translation>平均ビット数</translation>
        </message>
        <message>
            <source>bits</source>
            <translation>ビット</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <translation>学習率</translation>
        </message>
        <message>
            <source>rate</source>
            <translation>学習率</translation>
        </message>
        <message>
            <source>Speed</source>
            <translation>速度</translation>
        </message>
        <message>
            <source>images/s</source>
            <translation>画像/秒</translation>
        </message>
        <message>
            <source>all</source>
            <translation>全体</translation>
        </message>
        <message>
            <source>epoch %1 of %2</source>
            <translation>エポック %1 / %2</translation>
        </message>
        <message>
            <source>%1 images/s</source>
            <translation>%1 画像/秒</translation>
        </message>
        <message>
            <source>loss %1</source>
            <translation>損失 %1</translation>
        </message>
        <message>
            <source>accuracy %1 %</source>
            <translation>正解率 %1 %</translation>
        </message>
        <message>
            <source>%1 of %2 pictures</source>
            <translation>画像 %1 / %2</translation>
        </message>
        <message>
            <source>%1 left</source>
            <translation>残り %1</translation>
        </message>
        <message>
            <source>Preparing the pictures</source>
            <translation>画像を準備しています</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>学習中</translation>
        </message>
        <message>
            <source>Writing a checkpoint</source>
            <translation>チェックポイントを書いています</translation>
        </message>
        <message>
            <source>%1 of %2 epochs</source>
            <translation>エポック %1 / %2</translation>
        </message>
        <message>
            <source>%1 of training</source>
            <translation>学習時間 %1</translation>
        </message>
        <message>
            <source>%1 pictures of %2</source>
            <translation>%2 の画像 %1 枚</translation>
        </message>
        <message>
            <source>%1 million parameters</source>
            <translation>パラメーター %1 百万</translation>
        </message>
        <message numerus="yes">
            <source>%n runs compared</source>
            <translation>
                <numerusform>%n 件の学習を比較</numerusform>
            </translation>
        </message>
        <message>
            <source>LKD</source>
            <translation>LKD</translation>
        </message>
        <message>
            <source>SPQ</source>
            <translation>SPQ</translation>
        </message>
        <message>
            <source>sparsity</source>
            <translation>スパース性</translation>
        </message>
        <message>
            <source>triplets</source>
            <translation>トリプレット</translation>
        </message>
        <message>
            <source>%1, %2</source>
            <translation>%1、%2</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::TrainSession</name>
        <message>
            <source>Training “%1”</source>
            <translation>「%1」を学習しています</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::Words</name>
        <message>
            <source>%1 s</source>
            <translation>%1 秒</translation>
        </message>
        <message>
            <source>%1 h %2 min</source>
            <translation>%1 時間 %2 分</translation>
        </message>
        <message>
            <source>%1 h</source>
            <translation>%1 時間</translation>
        </message>
        <message>
            <source>%1 min %2 s</source>
            <translation>%1 分 %2 秒</translation>
        </message>
        <message>
            <source>%1 min</source>
            <translation>%1 分</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::DuplicateModel</name>
        <message numerus="yes">
            <source>%n pictures</source>
            <translation>
                <numerusform>画像 %n 枚</numerusform>
            </translation>
        </message>
        <message>
            <source>%1, best: %2, %3 could be freed, %4 marked for the trash</source>
            <translation>%1、最良: %2、%3 を空けられます、ゴミ箱行き %4 枚</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::DuplicatesCompare</name>
        <message>
            <source>best: more pixels</source>
            <translation>最良: 画素数が多い</translation>
        </message>
        <message>
            <source>best: as many pixels, more bytes</source>
            <translation>最良: 画素数は同じで容量が大きい</translation>
        </message>
        <message>
            <source>best: the same size, older</source>
            <translation>最良: 同じ大きさで古い</translation>
        </message>
        <message>
            <source>best: all the same, first by path</source>
            <translation>最良: すべて同じ、パス順で最初</translation>
        </message>
        <message>
            <source>Pictures of the group side by side</source>
            <translation>グループの画像を並べて表示</translation>
        </message>
        <message>
            <source>%1 × %2 px · %3</source>
            <translation>%1 × %2 px · %3</translation>
        </message>
        <message>
            <source>%1 · %2</source>
            <translation>%1 · %2</translation>
        </message>
        <message>
            <source>similarity %1</source>
            <translation>類似度 %1</translation>
        </message>
        <message>
            <source>Loading</source>
            <translation>読み込み中</translation>
        </message>
        <message>
            <source>Difference from the best, × %1</source>
            <translation>最良との差 × %1</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::DuplicatesList</name>
        <message>
            <source>Groups of duplicates</source>
            <translation>重複のグループ</translation>
        </message>
    </context>
    <context>
        <name>sparlet::ui::DuplicatesPage</name>
        <message>
            <source>%1 (%2)</source>
            <translation>%1 (%2)</translation>
        </message>
        <message>
            <source>&amp;Find duplicates again</source>
            <translation>もう一度探す(&amp;F)</translation>
        </message>
        <message>
            <source>Search the collection again</source>
            <translation>コレクションをもう一度調べます</translation>
        </message>
        <message>
            <source>&amp;Keep the picture</source>
            <translation>画像を残す(&amp;K)</translation>
        </message>
        <message>
            <source>The picture stays (K in the list)</source>
            <translation>画像を残します (一覧で K)</translation>
        </message>
        <message>
            <source>&amp;Mark the picture for the trash</source>
            <translation>ゴミ箱行きにする(&amp;M)</translation>
        </message>
        <message>
            <source>The picture goes when you move the marked ones (T in the list)</source>
            <translation>印の付いた画像を移すときに一緒に移ります (一覧で T)</translation>
        </message>
        <message>
            <source>Mark all but the &amp;best</source>
            <translation>最良以外に印を付ける(&amp;B)</translation>
        </message>
        <message>
            <source>Keep the best of this group and mark the others (B in the list)</source>
            <translation>このグループの最良を残し、ほかに印を付けます (一覧で B)</translation>
        </message>
        <message>
            <source>Mark all but the best of &amp;all groups</source>
            <translation>全グループで最良以外に印を付ける(&amp;A)</translation>
        </message>
        <message>
            <source>Keep the best of every group and mark the others</source>
            <translation>各グループの最良を残し、ほかに印を付けます</translation>
        </message>
        <message>
            <source>&amp;Clear the marks</source>
            <translation>印を消す(&amp;C)</translation>
        </message>
        <message>
            <source>Nothing is marked any more</source>
            <translation>すべての印を消します</translation>
        </message>
        <message>
            <source>Move to trash</source>
            <translation>ゴミ箱へ移す</translation>
        </message>
        <message>
            <source>Move the marked pictures to the desktop's trash; nothing is deleted</source>
            <translation>印の付いた画像をデスクトップのゴミ箱へ移します。削除はしません</translation>
        </message>
        <message>
            <source>&amp;Bring the last ones back</source>
            <translation>直前の移動を元に戻す(&amp;B)</translation>
        </message>
        <message>
            <source>Bring what was moved last back from the trash (Ctrl+Z on this page)</source>
            <translation>最後に移した画像をゴミ箱から戻します (このページで Ctrl+Z)</translation>
        </message>
        <message>
            <source>&amp;Export the groups…</source>
            <translation>グループを書き出す(&amp;E)…</translation>
        </message>
        <message>
            <source>Write the groups to a CSV or JSON file</source>
            <translation>グループを CSV または JSON に書き出します</translation>
        </message>
        <message>
            <source>Find &amp;similar pictures</source>
            <translation>似た画像を探す(&amp;S)</translation>
        </message>
        <message>
            <source>Search with the picture in Explore (Enter in the list)</source>
            <translation>この画像で「探索」を検索します (一覧で Enter)</translation>
        </message>
        <message>
            <source>Side by side</source>
            <translation>並べる</translation>
        </message>
        <message>
            <source>Pictures beside each other (S in the list)</source>
            <translation>画像を並べて表示します (一覧で S)</translation>
        </message>
        <message>
            <source>Flicker</source>
            <translation>交互</translation>
        </message>
        <message>
            <source>The best and the other in turn (F in the list)</source>
            <translation>最良ともう一方を交互に表示します (一覧で F)</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>差</translation>
        </message>
        <message>
            <source>Only what differs, brightened (D in the list)</source>
            <translation>違いだけを明るく表示します (一覧で D)</translation>
        </message>
        <message numerus="yes">
            <source>Of %n groups all pictures are marked.</source>
            <translation>
                <numerusform>%n グループですべての画像に印が付いています。</numerusform>
            </translation>
        </message>
        <message>
            <source>No copy of these would stay in the collection.</source>
            <translation>これらはコレクションに 1 枚も残りません。</translation>
        </message>
        <message>
            <source>Keep the best of each</source>
            <translation>それぞれ最良を残す</translation>
        </message>
        <message>
            <source>Move all</source>
            <translation>すべて移す</translation>
        </message>
        <message numerus="yes">
            <source>Moving %n pictures to the trash</source>
            <translation>
                <numerusform>%n 枚をゴミ箱へ移しています</numerusform>
            </translation>
        </message>
        <message>
            <source>Stopped; nothing was moved.</source>
            <translation>中止しました。何も移していません。</translation>
        </message>
        <message numerus="yes">
            <source>Moved %n pictures to the trash, %1.</source>
            <translation>
                <numerusform>%n 枚 (%1) をゴミ箱へ移しました。</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 %2 could not be moved: %3</source>
            <translation>%1 %2 枚は移せませんでした: %3</translation>
        </message>
        <message>
            <source>Bring these pictures back from the trash</source>
            <translation>これらの画像をゴミ箱から戻します</translation>
        </message>
        <message>
            <source>Bringing pictures back from the trash</source>
            <translation>ゴミ箱から画像を戻しています</translation>
        </message>
        <message numerus="yes">
            <source>Brought %n pictures back.</source>
            <translation>
                <numerusform>%n 枚を元に戻しました。</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 Index their folder again to have them in the collection.</source>
            <translation>%1 コレクションに入れるには、そのフォルダーをもう一度索引してください。</translation>
        </message>
        <message>
            <source>%1 %2 stay in the trash: %3</source>
            <translation>%1 %2 枚はゴミ箱に残っています: %3</translation>
        </message>
        <message>
            <source>Bring the pictures of the move before back too</source>
            <translation>その前に移した画像も元に戻します</translation>
        </message>
        <message>
            <source>Export the groups</source>
            <translation>グループの書き出し</translation>
        </message>
        <message>
            <source>Comma-separated values (*.csv);;JSON (*.json)</source>
            <translation>カンマ区切り (*.csv);;JSON (*.json)</translation>
        </message>
        <message>
            <source>Wrote the groups to %1.</source>
            <translation>グループを %1 に書き出しました。</translation>
        </message>
        <message>
            <source>the same picture</source>
            <translation>同じ画像</translation>
        </message>
        <message>
            <source>hardly a difference</source>
            <translation>ほとんど同じ</translation>
        </message>
        <message>
            <source>small changes</source>
            <translation>小さな違い</translation>
        </message>
        <message>
            <source>much alike</source>
            <translation>よく似ている</translation>
        </message>
        <message>
            <source>loosely alike</source>
            <translation>やや似ている</translation>
        </message>
        <message>
            <source>Duplicates</source>
            <translation>重複</translation>
        </message>
        <message>
            <source>Opening</source>
            <translation>開いています</translation>
        </message>
        <message>
            <source>Sparlet's data could not be opened</source>
            <translation>Sparlet のデータを開けませんでした</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>もう一度</translation>
        </message>
        <message>
            <source>Finding duplicates in %1</source>
            <translation>%1 の重複を探しています</translation>
        </message>
        <message>
            <source>Looking for pictures that are at least %1 alike.</source>
            <translation>類似度 %1 以上の画像を探しています。</translation>
        </message>
        <message>
            <source>Waits for the job before it.</source>
            <translation>前の処理が終わるのを待っています。</translation>
        </message>
        <message>
            <source>%1 left</source>
            <translation>残り %1</translation>
        </message>
        <message>
            <source>Finding duplicates</source>
            <translation>重複を探しています</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>中止</translation>
        </message>
        <message>
            <source>The search was stopped</source>
            <translation>検索を中止しました</translation>
        </message>
        <message>
            <source>Nothing was changed.</source>
            <translation>何も変わっていません。</translation>
        </message>
        <message>
            <source>Search again</source>
            <translation>もう一度探す</translation>
        </message>
        <message>
            <source>The duplicates could not be found</source>
            <translation>重複を探せませんでした</translation>
        </message>
        <message>
            <source>No collection yet</source>
            <translation>コレクションがありません</translation>
        </message>
        <message>
            <source>Index a folder to find pictures in it that are nearly the same.</source>
            <translation>フォルダーを索引すると、ほとんど同じ画像を探せます。</translation>
        </message>
        <message>
            <source>Index a folder…</source>
            <translation>フォルダーを索引…</translation>
        </message>
        <message>
            <source>Pictures of %1 that are nearly the same.</source>
            <translation>%1 の中のほとんど同じ画像です。</translation>
        </message>
        <message>
            <source>Find duplicates</source>
            <translation>重複を探す</translation>
        </message>
        <message>
            <source>No duplicates</source>
            <translation>重複はありません</translation>
        </message>
        <message>
            <source>No two pictures of %1 are at least %2 alike. Further left on the slider, less alike ones are found.</source>
            <translation>%1 に類似度 %2 以上の組はありません。スライダーを左へ動かすと、あまり似ていないものも見つかります。</translation>
        </message>
        <message>
            <source>%1 · %2</source>
            <translation>%1 · %2</translation>
        </message>
        <message numerus="yes">
            <source>%n groups</source>
            <translation>
                <numerusform>%n グループ</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n pictures</source>
            <translation>
                <numerusform>画像 %n 枚</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 could be freed</source>
            <translation>%1 を空けられます</translation>
        </message>
        <message>
            <source>%1 marked, %2</source>
            <translation>印 %1 枚、%2</translation>
        </message>
        <message numerus="yes">
            <source>Move %n to trash</source>
            <translation>
                <numerusform>%n 枚をゴミ箱へ</numerusform>
            </translation>
        </message>
        <message>
            <source>Least likeness</source>
            <translation>最低の類似度</translation>
        </message>
        <message>
            <source>How alike two pictures must be: the cosine of their codes</source>
            <translation>2 枚がどれだけ似ているべきか: 符号のコサイン</translation>
        </message>
        <message>
            <source>Sum of all groups</source>
            <translation>全グループの合計</translation>
        </message>
        <message>
            <source>Likeness</source>
            <translation>類似度</translation>
        </message>
    </context>
</TS>
